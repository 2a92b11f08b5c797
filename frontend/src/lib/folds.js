/**
 * "Open all" shows itself only where it works, and says what the next press does.
 * @param {ParentNode} root
 */
export function makeFolds(root) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("button[data-open-all]"))) {
    const openText = button.textContent ?? "";
    const closeText = button.dataset.close ?? openText;
    button.hidden = false;
    button.addEventListener("click", () => {
      const folds = [...document.querySelectorAll(`${button.dataset.openAll} details`)].filter(isFold);
      const open = folds.some((fold) => !fold.open);
      for (const fold of folds) fold.open = open;
      button.textContent = open ? closeText : openText;
    });
  }
}

/** A permanent address inside a closed fold opens it. */
export function openAddressed() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null)
    fold.open = true;
  target.scrollIntoView();
}

/** Paper shows everything; the screen comes back as it was. */
export function openForPrint() {
  /** @type {HTMLDetailsElement[]} */
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("main details:not([open])")].filter(isFold);
    for (const fold of closed) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of closed) fold.open = false;
  });
}

/** @param {Element} element @returns {element is HTMLDetailsElement} */
const isFold = (element) => element instanceof HTMLDetailsElement;
