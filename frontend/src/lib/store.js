/**
 * What waits to be sent, kept by the browser across tabs and restarts.
 * @typedef {{
 *   id: string, account: string, action: string, fields: [string, string | File][],
 *   code: string, title: string, at: number, refused?: string,
 * }} Parcel
 */

/** @returns {Promise<IDBDatabase>} */
const open = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("jalons", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("parcels", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>}
 */
async function ask(mode, ask) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("parcels", mode);
      const request = ask(transaction.objectStore("parcels"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @param {Parcel} parcel */
export const put = (parcel) => ask("readwrite", (store) => store.put(parcel));

/** @param {string} id */
export const drop = (id) => ask("readwrite", (store) => store.delete(id));

/** What an account has waiting, the oldest first. @param {string} account @returns {Promise<Parcel[]>} */
export const waiting = async (account) => {
  const all = /** @type {Parcel[]} */ (await ask("readonly", (store) => store.getAll()));
  return all.filter((parcel) => parcel.account === account).sort((a, b) => a.at - b.at);
};
