import { account } from "./outbox.js";
import { draftKey } from "./store.js";

const names = ["level", "value", "evidence", "title", "locator", "note", "blocker", "unproven"];

/** @param {HTMLFormElement} form */
const keyOf = (form) => draftKey(account(), form.dataset.code);

/**
 * Saves a form's fields in local storage at every input until the form is queued, and restores them into a form that
 * is rendered empty, so that a closed tab or an expired session loses nothing.
 * @param {ParentNode} root
 */
export function makeAutosave(root) {
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (
    root.querySelectorAll("form.update:not([data-autosave])")
  )) {
    form.dataset.autosave = "";
    restore(form);
    form.addEventListener("input", () => save(form));
    form.addEventListener("jalons:queued", () => remove(form));
  }
}

/** @param {HTMLFormElement} form */
function save(form) {
  const data = new FormData(form);
  const filled = names.map((name) => [name, String(data.get(name) ?? "")]).filter(([, value]) => value);
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(filled));
  } catch {
    // Storage is disabled or full: the form works without autosave.
  }
}

/** @param {HTMLFormElement} form */
function remove(form) {
  try {
    localStorage.removeItem(keyOf(form));
  } catch {
    // Storage is disabled: nothing was saved.
  }
}

/** @param {HTMLFormElement} form */
function restore(form) {
  const level = /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=radio]:checked"));
  const note = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("note"));
  if (level || note.value) return;
  try {
    for (const [name, value] of JSON.parse(localStorage.getItem(keyOf(form)) ?? "[]"))
      if (names.includes(name)) setValue(form.elements.namedItem(name), value);
  } catch {
    remove(form);
  }
}

/** @param {RadioNodeList | Element | null} field @param {string} value */
function setValue(field, value) {
  if (
    field instanceof RadioNodeList ||
    field instanceof HTMLInputElement ||
    field instanceof HTMLTextAreaElement ||
    field instanceof HTMLSelectElement
  )
    field.value = value;
}
