import { draftKey, put, queued, remove } from "./store.js";

/** @typedef {import("./store.js").QueuedRequest} QueuedRequest */

const timeout = 30_000;
const firstDelay = 2_000;
const maxDelay = 60_000;
let delay = firstDelay;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const statusElement = () => /** @type {HTMLElement | null} */ (document.querySelector("#outbox"));

/** The signed-in account; requests that another account queued on this device are never sent. */
export const account = () => statusElement()?.dataset.account ?? "";

/** Flushes the outbox when the connection or the tab comes back. */
export function startOutbox() {
  addEventListener("online", () => {
    delay = firstDelay;
    void flush();
  });
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void flush();
  });
}

/**
 * Sends a queued request once. It stays in the store until the server has answered; its idempotency key makes a
 * repeated request count once.
 * @param {QueuedRequest} request
 * @returns {Promise<Response | undefined>} undefined where the request has to be sent again
 */
export async function deliver(request) {
  const body = new FormData();
  for (const [name, value] of request.fields) body.append(name, value);
  const textOnly = request.fields.every(([, value]) => typeof value === "string");
  try {
    const answer = await fetch(request.action, {
      method: "POST",
      body:
        textOnly && !request.action.endsWith("/worklist/update")
          ? new URLSearchParams(/** @type {[string, string][]} */ (request.fields))
          : body,
      headers: { Accept: "text/html" },
      signal: AbortSignal.timeout(timeout),
    });
    if (answer.status === 401 || answer.status === 429 || answer.status >= 500) return undefined;
    if (answer.status === 409 && answer.headers.has("Retry-After")) return undefined;
    return answer;
  } catch {
    return undefined;
  }
}

/** Sends the queued requests in order, in one tab at a time. */
export async function flush() {
  clearTimeout(timer);
  if (!account()) return;
  await exclusively(async () => {
    for (const request of await queued(account())) {
      if (request.refused) continue;
      const answer = await deliver(request);
      if (!answer) break;
      if (answer.ok) await remove(request.id);
      else await put({ ...request, refused: String(answer.status) });
    }
  });
  await showStatus();
}

/** @param {() => Promise<void>} work */
const exclusively = (work) => (navigator.locks ? navigator.locks.request("jalons-outbox", work) : work());

/** Shows how many requests are pending and which were refused, and schedules the next attempt with backoff. */
export async function showStatus() {
  const element = statusElement();
  if (!element) return;
  const requests = await queued(account());
  const pending = requests.filter(({ refused }) => !refused);
  const refused = requests.filter((request) => request.refused);
  element.replaceChildren();
  if (pending.length) element.append(`${element.dataset.pending} ${pending.length}`);
  for (const request of refused) element.append(refusal(element, request));
  element.hidden = !requests.length;
  clearTimeout(timer);
  if (!pending.length) return;
  timer = setTimeout(flush, delay);
  delay = Math.min(maxDelay, delay * 2);
}

/** Puts the fields of a refused request where autosave restores them from. @param {QueuedRequest} request */
function saveDraft(request) {
  const text = request.fields.filter(([, value]) => typeof value === "string");
  localStorage.setItem(draftKey(request.account, request.code), JSON.stringify(text));
}

/**
 * A line about a refused request, with a link to the item's form.
 * @param {HTMLElement} element
 * @param {QueuedRequest} request
 */
function refusal(element, request) {
  const line = document.createElement("p");
  const link = document.createElement("a");
  link.href = `${element.dataset.items}/${encodeURIComponent(request.code)}`;
  link.textContent = request.title;
  link.addEventListener("click", () => {
    saveDraft(request);
    void remove(request.id);
  });
  line.append(`${element.dataset.refused} `, link);
  return line;
}
