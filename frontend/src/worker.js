// Keeps the inbox and the texts in it on the device, so that they can be read where there is no line. What
// may be kept says so itself, by a hidden line that gives its day: a copy shows that line.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const pages = "inbox";
const assets = "assets";
const hidden = 'id="copy" role="status" hidden';
const patience = 10_000;
const isList = (/** @type {string} */ path) => /^\/\w+\/inbox$/.test(path);
const isItem = (/** @type {string} */ path) => /^\/\w+\/inbox\/\d+$/.test(path);

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.registration.navigationPreload?.enable()));
worker.addEventListener("message", (event) => event.waitUntil(refresh(event.data)));
worker.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== worker.location.origin) return;
  if (event.request.mode === "navigate" && (isList(pathname) || isItem(pathname)))
    event.respondWith(read(event, pathname));
  else if (pathname.startsWith("/assets/"))
    event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
});

/**
 * The line first; a copy where there is none, or where it says nothing for long.
 * @param {FetchEvent} event
 * @param {string} path
 */
async function read(event, path) {
  const answer = ask(event, path);
  answer.catch(() => {}); // it is looked at below, or nobody waits for it any more
  const late = new Promise((resolve) => setTimeout(resolve, patience)).then(() => copy(path));
  try {
    return (await Promise.race([answer, late])) ?? (await answer);
  } catch {
    return (await copy(path)) ?? Response.error();
  }
}

/** @param {FetchEvent} event @param {string} path @returns {Promise<Response>} */
async function ask(event, path) {
  const answer = (await event.preloadResponse) ?? (await fetch(event.request));
  const kept = answer.clone();
  // A page with something in its address says it once; the list is asked for again without that.
  const whole = new URL(event.request.url).search === "";
  event.waitUntil(whole ? keep(path, kept) : isList(path) && answer.ok ? refresh(path) : Promise.resolve());
  return answer;
}

/** @param {string} path @returns {Promise<Response | undefined>} */
async function copy(path) {
  const kept = await caches.match(path);
  if (!kept) return undefined;
  const shown = (await kept.text()).replace(hidden, hidden.replace(" hidden", ""));
  return new Response(shown, { headers: kept.headers });
}

/** @param {string} path of the list */
async function refresh(path) {
  try {
    await keep(path, await fetch(path, { redirect: "manual", headers: { Accept: "text/html" } }));
  } catch {
    // Without a line the copy stays as it is.
  }
}

/** Keeps a page; where somebody is no longer let in, nothing stays. @param {string} path @param {Response} answer */
async function keep(path, answer) {
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403)
    return void (await caches.delete(pages));
  if (!answer.ok) return;
  const text = await answer.text();
  if (!text.includes(hidden)) return void (await caches.delete(pages));
  const shelf = await caches.open(pages);
  await shelf.put(path, new Response(text, { headers: answer.headers }));
  if (isList(path)) await keepAll(shelf, path, text);
}

/**
 * Keeps what a list shows and how it looks, and drops what it no longer shows.
 * @param {Cache} shelf
 * @param {string} list
 * @param {string} text
 */
async function keepAll(shelf, list, text) {
  const items = [...text.matchAll(/<li class="entry" id="s(\d+)"/g)].map(([, id]) => `${list}/${id}`);
  const looks = await caches.open(assets);
  // Copies made by an earlier release ask for files that are gone with it.
  const renewed = await only(looks, [...new Set(text.match(/\/assets\/[\w.-]+/g))]);
  if (renewed) for (const item of items) await shelf.delete(item);
  await only(shelf, [list, ...items]);
}

/**
 * Makes a shelf hold these pages and no others, and says whether it held others.
 * @param {Cache} shelf
 * @param {string[]} paths
 */
async function only(shelf, paths) {
  const others = (await shelf.keys()).filter((request) => !paths.includes(new URL(request.url).pathname));
  for (const request of others) await shelf.delete(request);
  for (const path of paths) {
    if (await shelf.match(path)) continue;
    const answer = await fetch(path);
    if (answer.ok && !answer.redirected) await shelf.put(path, answer);
  }
  return others.length > 0;
}
