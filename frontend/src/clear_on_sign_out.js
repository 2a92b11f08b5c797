// Clears the offline pages on sign-out, and wherever nobody is signed in: another person may use the device next.
const clear = () => void globalThis.caches?.delete("inbox");
const signsInOrOut = (/** @type {EventTarget | null} */ form) =>
  form instanceof HTMLFormElement && /\/sign-(in|out)$/.test(form.action);
const signedIn = document.querySelector("#outbox");
if (signedIn) document.addEventListener("submit", ({ target }) => signsInOrOut(target) && clear());
else clear();
