/** The event that follows when a part of the page has been replaced; its detail is the new part. */
export const replaced = "jalons:replaced";

/** @type {AbortController | undefined} */
let running;
let shown = location.search;

/**
 * Submits a filter form by fetch and replaces the results in place; on an error the browser navigates instead.
 * @param {HTMLFormElement} form a `form[data-live="#results"]`
 */
export function makeLive(form) {
  const target = form.dataset.live ?? "#results";
  const status = document.createElement("p");
  status.className = "hidden";
  status.setAttribute("role", "status");
  form.after(status);

  const update = (/** @type {string} */ url, push = true) => visit({ url, target, status, push });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    update(addressOf(form));
  });
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement || isCheckbox(event.target)) update(addressOf(form));
  });
  document.addEventListener("click", (event) => {
    const link = pageLink(event, target);
    if (!link) return;
    event.preventDefault();
    update(link.href).then(() => document.querySelector(target)?.scrollIntoView());
  });
  addEventListener("popstate", () => {
    if (location.search !== shown) update(location.href, false);
  });
}

/** @param {EventTarget | null} element */
const isCheckbox = (element) => element instanceof HTMLInputElement && ["checkbox", "radio"].includes(element.type);

/** The address with the fields that are filled in. @param {HTMLFormElement} form */
function addressOf(form) {
  const url = new URL(form.action, location.href);
  const filled = [...new FormData(form)]
    .filter((field) => field[1] !== "")
    .map(([name, value]) => [name, String(value)]);
  url.hash = "";
  url.search = new URLSearchParams(filled).toString();
  return url.href;
}

/** @param {MouseEvent} event @param {string} target */
function pageLink(event, target) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || !(event.target instanceof Element))
    return null;
  return /** @type {HTMLAnchorElement | null} */ (event.target.closest(`${target} .pages a`));
}

/** @param {{url: string, target: string, status: HTMLElement, push: boolean}} request */
async function visit({ url, target, status, push }) {
  running?.abort();
  const controller = (running = new AbortController());
  const old = document.querySelector(target);
  old?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" }, signal: controller.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(target);
    if (!answer.ok || !old || !fresh) throw new Error(`no ${target} in the answer`);
    old.replaceWith(fresh);
    document.title = page.title;
    if (push) history.pushState(null, "", url);
    shown = location.search;
    status.textContent = fresh.querySelector(".count")?.textContent ?? "";
    document.dispatchEvent(new CustomEvent(replaced, { detail: fresh }));
  } catch {
    if (!controller.signal.aborted) location.assign(url);
  }
}
