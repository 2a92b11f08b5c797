/**
 * Makes the "open all" button toggle the details elements of a section; the button is hidden without JavaScript.
 * @param {ParentNode} root
 */
export function makeDisclosures(root) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("button[data-open-all]"))) {
    const openText = button.textContent ?? "";
    const closeText = button.dataset.close ?? openText;
    button.hidden = false;
    button.addEventListener("click", () => {
      const all = [...document.querySelectorAll(`${button.dataset.openAll} details`)].filter(isDetails);
      const open = all.some((details) => !details.open);
      for (const details of all) details.open = open;
      button.textContent = open ? closeText : openText;
    });
  }
}

/** Opens the details elements around the target of the address's fragment. */
export function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let details = target.closest("details"); details; details = details.parentElement?.closest("details") ?? null)
    details.open = true;
  target.scrollIntoView();
}

/** Opens every details element for printing and closes them again afterwards. */
export function openForPrint() {
  /** @type {HTMLDetailsElement[]} */
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("main details:not([open])")].filter(isDetails);
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
}

/** @param {Element} element @returns {element is HTMLDetailsElement} */
const isDetails = (element) => element instanceof HTMLDetailsElement;
