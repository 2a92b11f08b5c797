/**
 * Keyboard shortcuts of a worklist: arrows move between rows, Enter opens the form, the first letter of a level
 * selects it, = confirms that nothing has changed, a pasted address becomes the evidence, Ctrl+Enter submits. Letters
 * are shortcuts only while no text field has the focus.
 * @param {ParentNode} root
 */
export function makeWorklistKeys(root) {
  for (const list of /** @type {NodeListOf<HTMLElement>} */ (
    root.querySelectorAll("[data-worklist]:not([data-keys])")
  )) {
    list.dataset.keys = "";
    for (const hint of document.querySelectorAll(".keys-hint")) if (hint instanceof HTMLElement) hint.hidden = false;
    const rows = /** @type {HTMLElement[]} */ ([...list.children]);
    if (rows[0]) rows[0].tabIndex = 0;
    list.addEventListener("keydown", (event) => moveFocus(event, rows));
  }
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (
    root.querySelectorAll("form.update:not([data-keys])")
  )) {
    form.dataset.keys = "";
    makeFormKeys(form);
  }
}

/** @param {EventTarget | null} target */
const isTextField = (target) =>
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement ||
  (target instanceof HTMLInputElement && !["radio", "checkbox", "file"].includes(target.type));

/** @param {KeyboardEvent} event @param {HTMLElement[]} rows */
function moveFocus(event, rows) {
  const row = event.target instanceof HTMLElement ? event.target.closest(".entry") : null;
  const at = rows.indexOf(/** @type {HTMLElement} */ (row));
  if (event.target !== row || at < 0) return;
  if (event.key === "Enter") {
    event.preventDefault();
    return rows[at]
      .querySelector("a.open")
      ?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
  const next = rows[at + (event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : NaN)];
  if (!next) return;
  event.preventDefault();
  for (const other of rows) other.tabIndex = other === next ? 0 : -1;
  next.focus();
}

/** Ctrl+Z presses the undo button of the last update, unless a text field has the focus. */
export function makeUndo() {
  document.addEventListener("keydown", (event) => {
    const undo = document.querySelector(".result form button");
    if (
      event.key.toLowerCase() !== "z" ||
      event.shiftKey ||
      !(event.ctrlKey || event.metaKey) ||
      isTextField(event.target) ||
      !(undo instanceof HTMLButtonElement)
    )
      return;
    event.preventDefault();
    undo.click();
  });
}

/** @param {HTMLFormElement} form */
function makeFormKeys(form) {
  const entry = form.closest(".entry") ?? form;
  entry.addEventListener("keydown", (event) => {
    const e = /** @type {KeyboardEvent} */ (event);
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      return form.requestSubmit(form.querySelector("button[value=submit]"));
    }
    if (isTextField(e.target) || e.ctrlKey || e.metaKey || e.altKey || e.key.length > 1) return;
    const confirm = form.querySelector("button[value=confirm]");
    if (e.key === "=" && confirm instanceof HTMLButtonElement) {
      e.preventDefault();
      return form.requestSubmit(confirm);
    }
    const level = levelOf(form, e.key);
    if (!level) return;
    e.preventDefault();
    level.checked = true;
    level.focus();
    level.dispatchEvent(new Event("input", { bubbles: true }));
  });
  entry.addEventListener("paste", (event) => pasteEvidence(form, /** @type {ClipboardEvent} */ (event)));
  entry.addEventListener("dragover", (event) => event.preventDefault());
  entry.addEventListener("drop", (event) => {
    const files = /** @type {DragEvent} */ (event).dataTransfer?.files;
    const input = form.querySelector("input[type=file]");
    if (!files?.length || !(input instanceof HTMLInputElement)) return;
    event.preventDefault();
    input.files = files;
  });
}

/** The radio button whose label starts with a letter. @param {HTMLFormElement} form @param {string} letter */
function levelOf(form, letter) {
  const radios = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("input[type=radio][name=level]"));
  return [...radios].find((radio) =>
    radio.labels?.[0]?.textContent?.trim().toLowerCase().startsWith(letter.toLowerCase()),
  );
}

/** @param {HTMLFormElement} form @param {ClipboardEvent} event */
function pasteEvidence(form, event) {
  const input = form.querySelector("input[name=evidence]");
  const text = event.clipboardData?.getData("text/plain").trim() ?? "";
  if (isTextField(event.target) || !(input instanceof HTMLInputElement) || !/^https?:\/\/\S+$/.test(text)) return;
  event.preventDefault();
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
