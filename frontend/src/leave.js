// Where nobody is signed in any more, no copy of what somebody has read stays on the device.
const empty = () => void globalThis.caches?.delete("inbox");
const out = document.querySelector('form[action$="/sign-out"]');
if (out) out.addEventListener("submit", empty);
else empty();
