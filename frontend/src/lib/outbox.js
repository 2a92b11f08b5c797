import { drop, put, waiting } from "./store.js";

/** @typedef {import("./store.js").Parcel} Parcel */

const patience = 30_000;
const longest = 60_000;
let pause = 2_000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const bar = () => /** @type {HTMLElement | null} */ (document.querySelector("#outbox"));

/** Whose page this is: nobody sends what another person typed on the same device. */
export const account = () => bar()?.dataset.account ?? "";

/** Starts sending again whenever that may work. */
export function makeOutbox() {
  addEventListener("online", () => {
    pause = 2_000;
    void flush();
  });
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void flush();
  });
}

/**
 * Sends a parcel once. It stays in the store until the server has answered it; sent again under its key it
 * counts once.
 * @param {Parcel} parcel
 * @returns {Promise<Response | undefined>} the answer, nothing where there is none yet
 */
export async function deliver(parcel) {
  const body = new FormData();
  for (const [name, value] of parcel.fields) body.append(name, value);
  const plain = parcel.fields.every(([, value]) => typeof value === "string");
  try {
    const answer = await fetch(parcel.action, {
      method: "POST",
      body:
        plain && !parcel.action.endsWith("/queue/update")
          ? new URLSearchParams(/** @type {[string, string][]} */ (parcel.fields))
          : body,
      headers: { Accept: "text/html" },
      signal: AbortSignal.timeout(patience),
    });
    if (answer.status === 401 || answer.status === 429 || answer.status >= 500) return undefined;
    if (answer.status === 409 && answer.headers.has("Retry-After")) return undefined;
    return answer;
  } catch {
    return undefined;
  }
}

/** Sends all that waits, one after the other and in one tab at a time. */
export async function flush() {
  clearTimeout(timer);
  if (!account()) return;
  await alone(async () => {
    for (const parcel of await waiting(account())) {
      if (parcel.refused) continue;
      const answer = await deliver(parcel);
      if (!answer) break;
      if (answer.ok) await drop(parcel.id);
      else await put({ ...parcel, refused: String(answer.status) });
    }
  });
  await tell();
}

/** @param {() => Promise<void>} work */
const alone = (work) => (navigator.locks ? navigator.locks.request("jalons-outbox", work) : work());

/** Says what waits and what was refused, and tries again later. */
export async function tell() {
  const element = bar();
  if (!element) return;
  const parcels = await waiting(account());
  const pending = parcels.filter(({ refused }) => !refused);
  const refused = parcels.filter((parcel) => parcel.refused);
  element.replaceChildren();
  if (pending.length) element.append(`${element.dataset.pending} ${pending.length}`);
  for (const parcel of refused) element.append(refusal(element, parcel));
  element.hidden = !parcels.length;
  clearTimeout(timer);
  if (!pending.length) return;
  timer = setTimeout(flush, pause);
  pause = Math.min(longest, pause * 2);
}

/** What was typed goes back to where the form looks for it. @param {Parcel} parcel */
function giveBack(parcel) {
  const typed = parcel.fields.filter(([, value]) => typeof value === "string");
  localStorage.setItem(`jalons:${parcel.account}:${parcel.code}`, JSON.stringify(typed));
}

/**
 * What the server would not take, with the way to the item, where it is typed in again.
 * @param {HTMLElement} element
 * @param {Parcel} parcel
 */
function refusal(element, parcel) {
  const line = document.createElement("p");
  const link = document.createElement("a");
  link.href = `${element.dataset.items}/${encodeURIComponent(parcel.code)}`;
  link.textContent = parcel.title;
  link.addEventListener("click", () => {
    giveBack(parcel);
    void drop(parcel.id);
  });
  line.append(`${element.dataset.refused} `, link);
  return line;
}
