import { account, deliver, showStatus } from "./outbox.js";
import { put, remove } from "./store.js";

/** The event that follows when the content of the page has been replaced. */
export const contentReplaced = "jalons:content-replaced";

/** Submits forms with data-outbox by fetch, through the outbox, so that no input is lost on a poor connection. */
export function interceptSubmits() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("outbox" in form.dataset) || !account()) return;
    event.preventDefault();
    void submit(form, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a.open") : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void visit(link.href);
  });
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function submit(form, submitter) {
  const fields = /** @type {[string, string | File][]} */ ([...new FormData(form, submitter)]);
  const request = {
    id: String(fields.find(([name]) => name === "key")?.[1]),
    account: account(),
    action: form.action,
    fields: fields.filter(([, value]) => typeof value === "string" || value.size > 0),
    code: form.dataset.code ?? "",
    title: form.dataset.title ?? form.dataset.code ?? "",
    at: Date.now(),
  };
  form.setAttribute("aria-busy", "true");
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  try {
    await put(request);
  } catch {
    // Without IndexedDB the form is submitted as without JavaScript.
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    return (form.removeAttribute("data-outbox"), form.requestSubmit(submitter));
  }
  form.dispatchEvent(new CustomEvent("jalons:queued", { bubbles: true }));
  const answer = await deliver(request);
  if (answer) {
    await remove(request.id);
    replaceContent(await answer.text(), answer.redirected ? answer.url : "");
  } else {
    form.closest(".entry")?.classList.add("pending");
    form.hidden = true;
  }
  await showStatus();
}

/** @param {string} address */
async function visit(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(address);
    replaceContent(await answer.text(), address);
  } catch {
    location.assign(address);
  }
}

/**
 * Replaces the content of the page and moves the focus to the next field, action or item.
 * @param {string} html
 * @param {string} address
 */
function replaceContent(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("main");
  if (!main) return location.reload();
  document.querySelector("main")?.replaceWith(main);
  document.title = page.title;
  if (address) history.pushState(null, "", address);
  document.dispatchEvent(new Event(contentReplaced));
  const next =
    main.querySelector(
      ".update [aria-invalid=true], .update input[type=radio]:checked, .update input[type=radio], .update select",
    ) ??
    main.querySelector(".result button") ??
    main.querySelector(".entry[tabindex], .entry-title > a") ??
    main;
  if (next instanceof HTMLElement) {
    next.focus({ preventScroll: true });
    (next.closest(".entry") ?? next).scrollIntoView({ block: "nearest" });
  }
}

addEventListener("popstate", () => location.reload());
