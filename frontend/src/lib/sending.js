import { account, deliver, tell } from "./outbox.js";
import { drop, put } from "./store.js";

/** Tells other modules that the content of the page is new. */
export const shown = "jalons:shown";

/** Sends the forms that are marked for it by fetch, so that nothing typed is lost on a poor line. */
export function makeSending() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("send" in form.dataset) || !account()) return;
    event.preventDefault();
    void send(form, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a.open") : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void visit(link.href);
  });
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function send(form, submitter) {
  const fields = /** @type {[string, string | File][]} */ ([...new FormData(form, submitter)]);
  const parcel = {
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
    await put(parcel);
  } catch {
    // A browser that stores nothing sends the form as it always has.
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    return (form.removeAttribute("data-send"), form.requestSubmit(submitter));
  }
  form.dispatchEvent(new CustomEvent("jalons:parcelled", { bubbles: true }));
  const answer = await deliver(parcel);
  if (answer) {
    await drop(parcel.id);
    show(await answer.text(), answer.redirected ? answer.url : "");
  } else {
    form.closest(".entry")?.classList.add("pending");
    form.hidden = true;
  }
  await tell();
}

/** @param {string} address */
async function visit(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(address);
    show(await answer.text(), address);
  } catch {
    location.assign(address);
  }
}

/**
 * Puts the content of another page in place and the focus where the work goes on.
 * @param {string} html
 * @param {string} address
 */
function show(html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("main");
  if (!main) return location.reload();
  document.querySelector("main")?.replaceWith(main);
  document.title = page.title;
  if (address) history.pushState(null, "", address);
  document.dispatchEvent(new Event(shown));
  const next =
    main.querySelector(
      ".update [aria-invalid=true], .update input[type=radio]:checked, .update input[type=radio], .update select",
    ) ??
    main.querySelector(".done button") ??
    main.querySelector(".entry[tabindex], .entry-title > a") ??
    main;
  if (next instanceof HTMLElement) {
    next.focus({ preventScroll: true });
    (next.closest(".entry") ?? next).scrollIntoView({ block: "nearest" });
  }
}

addEventListener("popstate", () => location.reload());
