import { makeFolds, openAddressed, openForPrint } from "./lib/folds.js";
import { makeJump } from "./lib/jump.js";
import { makeLive, replaced } from "./lib/live.js";
import { makeSortable } from "./lib/sortable.js";

/** @param {ParentNode} root */
function enhance(root) {
  makeSortable(root);
  makeFolds(root);
}

enhance(document);
for (const form of document.querySelectorAll("form[data-live]")) {
  if (form instanceof HTMLFormElement) makeLive(form);
}
document.addEventListener(replaced, (event) => enhance(/** @type {CustomEvent<Element>} */ (event).detail));
openAddressed();
addEventListener("hashchange", openAddressed);
openForPrint();
makeJump();
