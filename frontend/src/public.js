import { makeDisclosures, openForPrint, openTarget } from "./lib/disclosure.js";
import { makeLive, replaced } from "./lib/live.js";
import { makeSearchShortcut } from "./lib/search_shortcut.js";
import { makeSortable } from "./lib/sortable.js";

/** @param {ParentNode} root */
function enhance(root) {
  makeSortable(root);
  makeDisclosures(root);
}

enhance(document);
for (const form of document.querySelectorAll("form[data-live]")) {
  if (form instanceof HTMLFormElement) makeLive(form);
}
document.addEventListener(replaced, (event) => enhance(/** @type {CustomEvent<Element>} */ (event).detail));
openTarget();
addEventListener("hashchange", openTarget);
openForPrint();
makeSearchShortcut();
