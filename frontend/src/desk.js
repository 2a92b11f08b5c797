import { makeCopies } from "./lib/copies.js";
import { makeKept } from "./lib/kept.js";
import { flush, makeOutbox } from "./lib/outbox.js";
import { makeRows, makeUndo } from "./lib/rows.js";
import { makeSending, shown } from "./lib/sending.js";

/** @param {ParentNode} root */
function enhance(root) {
  makeKept(root);
  makeRows(root);
}

makeOutbox();
makeSending();
makeUndo();
enhance(document);
document.addEventListener(shown, () => enhance(document));
void flush();
void makeCopies();
