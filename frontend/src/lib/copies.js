/** Lets the device keep the pages that may be kept, to be read where there is no line. */
export async function makeCopies() {
  if (!document.querySelector("#copy") || !navigator.serviceWorker) return;
  const list = location.pathname.replace(/\/\d+$/, "");
  try {
    await navigator.serviceWorker.register("/worker.js", { scope: list });
    const { active } = await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) active?.postMessage(list); // it has not seen this page come
  } catch {
    // A browser that keeps nothing reads from the line, as ever.
  }
}
