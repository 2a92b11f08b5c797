import { makeAutosave } from "./lib/autosave.js";
import { enableOfflinePages } from "./lib/offline.js";
import { flush, startOutbox } from "./lib/outbox.js";
import { contentReplaced, interceptSubmits } from "./lib/submit.js";
import { makeUndo, makeWorklistKeys } from "./lib/worklist_keys.js";

/** @param {ParentNode} root */
function enhance(root) {
  makeAutosave(root);
  makeWorklistKeys(root);
}

startOutbox();
interceptSubmits();
makeUndo();
enhance(document);
document.addEventListener(contentReplaced, () => enhance(document));
void flush();
void enableOfflinePages();
