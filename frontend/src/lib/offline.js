/** Registers the service worker that keeps the inbox for reading offline. */
export async function enableOfflinePages() {
  if (!document.querySelector("#offline-notice") || !navigator.serviceWorker) return;
  const list = location.pathname.replace(/\/\d+$/, "");
  try {
    await navigator.serviceWorker.register("/worker.js", { scope: list });
    const { active } = await navigator.serviceWorker.ready;
    // A worker that has just been installed did not handle the request for this page.
    if (!navigator.serviceWorker.controller) active?.postMessage(list);
  } catch {
    // Without a service worker every page comes from the network.
  }
}
