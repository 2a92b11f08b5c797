// Where nobody is signed in any more, no copy of what somebody has read stays on the device.
const empty = () => void globalThis.caches?.delete("inbox");
const leaves = (/** @type {EventTarget | null} */ form) =>
  form instanceof HTMLFormElement && /\/sign-(in|out)$/.test(form.action);
if (document.querySelector("#outbox")) document.addEventListener("submit", ({ target }) => leaves(target) && empty());
else empty();
