/**
 * A form submission that waits to be sent, stored by the browser across tabs and restarts. Its id is the idempotency
 * key; refused is the status of an answer that refused it.
 * @typedef {{
 *   id: string, account: string, action: string, fields: [string, string | File][],
 *   code: string, title: string, at: number, refused?: string,
 * }} QueuedRequest
 */

/** The local-storage key of a draft. @param {string} account @param {string | undefined} code of the item */
export const draftKey = (account, code) => `jalons:${account}:${code}`;

const name = "requests";

/** @returns {Promise<IDBDatabase>} */
const open = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("jalons-outbox", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(name, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} run
 * @returns {Promise<T>}
 */
async function transact(mode, run) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode);
      const request = run(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @param {QueuedRequest} request */
export const put = (request) => transact("readwrite", (store) => store.put(request));

/** @param {string} id */
export const remove = (id) => transact("readwrite", (store) => store.delete(id));

/** The queued requests of an account, oldest first. @param {string} account @returns {Promise<QueuedRequest[]>} */
export const queued = async (account) => {
  const all = /** @type {QueuedRequest[]} */ (await transact("readonly", (store) => store.getAll()));
  return all.filter((request) => request.account === account).sort((a, b) => a.at - b.at);
};
