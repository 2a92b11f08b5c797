import { account } from "./outbox.js";

const names = ["level", "value", "evidence", "title", "locator", "note", "blocker", "unproven"];

/** @param {HTMLFormElement} form */
const keyOf = (form) => `jalons:${account()}:${form.dataset.code}`;

/**
 * Keeps on the device what is typed into a form until it is handed over, and gives it back to a form that
 * comes up empty: a closed tab or a session that has run out loses nothing.
 * @param {ParentNode} root
 */
export function makeKept(root) {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (
    root.querySelectorAll("form.update:not([data-kept])")
  )) {
    form.dataset.kept = "";
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("jalons:parcelled", () => forget(form));
  }
}

/** @param {HTMLFormElement} form */
function keep(form) {
  const data = new FormData(form);
  const typed = names.map((name) => [name, String(data.get(name) ?? "")]).filter(([, value]) => value);
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(typed));
  } catch {
    // Without storage the form is as it always was.
  }
}

/** @param {HTMLFormElement} form */
function forget(form) {
  try {
    localStorage.removeItem(keyOf(form));
  } catch {
    // Nothing was kept.
  }
}

/** @param {HTMLFormElement} form */
function restore(form) {
  const typed = /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=radio]:checked"));
  const note = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("note"));
  if (typed || note.value) return;
  try {
    for (const [name, value] of JSON.parse(localStorage.getItem(keyOf(form)) ?? "[]"))
      if (names.includes(name)) fill(form.elements.namedItem(name), value);
  } catch {
    forget(form);
  }
}

/** @param {RadioNodeList | Element | null} field @param {string} value */
function fill(field, value) {
  if (
    field instanceof RadioNodeList ||
    field instanceof HTMLInputElement ||
    field instanceof HTMLTextAreaElement ||
    field instanceof HTMLSelectElement
  )
    field.value = value;
}
