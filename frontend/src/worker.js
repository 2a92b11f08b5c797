// The service worker: it keeps the inbox and its statements for reading offline, network first. A page that may be
// kept holds a hidden notice with its time; a cached page shows the notice.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const pagesCache = "inbox";
const assetsCache = "assets";
const hiddenNotice = 'id="offline-notice" role="status" hidden';
const timeout = 10_000;
const isList = (/** @type {string} */ path) => /^\/\w+\/inbox$/.test(path);
const isItem = (/** @type {string} */ path) => /^\/\w+\/inbox\/\d+$/.test(path);

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.registration.navigationPreload?.enable()));
worker.addEventListener("message", (event) => event.waitUntil(refresh(event.data)));
worker.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== worker.location.origin) return;
  if (event.request.mode === "navigate" && (isList(pathname) || isItem(pathname)))
    event.respondWith(networkFirst(event, pathname));
  else if (pathname.startsWith("/assets/"))
    event.respondWith(caches.match(event.request).then((cached) => cached ?? fetch(event.request)));
});

/**
 * Answers from the network, or from the cache after an error or a timeout.
 * @param {FetchEvent} event
 * @param {string} path
 */
async function networkFirst(event, path) {
  const response = fromNetwork(event, path);
  response.catch(() => {}); // handled below, or no longer awaited after the timeout
  const late = new Promise((resolve) => setTimeout(resolve, timeout)).then(() => fromCache(path));
  try {
    return (await Promise.race([response, late])) ?? (await response);
  } catch {
    return (await fromCache(path)) ?? Response.error();
  }
}

/** @param {FetchEvent} event @param {string} path @returns {Promise<Response>} */
async function fromNetwork(event, path) {
  const response = (await event.preloadResponse) ?? (await fetch(event.request));
  const copy = response.clone();
  // A query string is for one visit, such as a flash message: then the list is cached without it.
  const plain = new URL(event.request.url).search === "";
  event.waitUntil(plain ? store(path, copy) : isList(path) && response.ok ? refresh(path) : Promise.resolve());
  return response;
}

/** @param {string} path @returns {Promise<Response | undefined>} the cached page with its notice shown */
async function fromCache(path) {
  const cached = await caches.match(path);
  if (!cached) return undefined;
  const html = (await cached.text()).replace(hiddenNotice, hiddenNotice.replace(" hidden", ""));
  return new Response(html, { headers: cached.headers });
}

/** @param {string} path of the list */
async function refresh(path) {
  try {
    await store(path, await fetch(path, { redirect: "manual", headers: { Accept: "text/html" } }));
  } catch {
    // Offline: the cached page stays as it is.
  }
}

/** Caches a page; clears the cache where access has ended. @param {string} path @param {Response} response */
async function store(path, response) {
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403)
    return void (await caches.delete(pagesCache));
  if (!response.ok) return;
  const html = await response.text();
  if (!html.includes(hiddenNotice)) return void (await caches.delete(pagesCache));
  const pages = await caches.open(pagesCache);
  await pages.put(path, new Response(html, { headers: response.headers }));
  if (isList(path)) await storeLinked(pages, path, html);
}

/**
 * Caches the items of a list and the assets that it needs, and deletes all others.
 * @param {Cache} pages
 * @param {string} list
 * @param {string} html
 */
async function storeLinked(pages, list, html) {
  const items = [...html.matchAll(/<li class="entry" id="s(\d+)"/g)].map(([, id]) => `${list}/${id}`);
  const assets = await caches.open(assetsCache);
  // Pages cached from an earlier release need assets that no longer exist.
  const outdated = await retainOnly(assets, [...new Set(html.match(/\/assets\/[\w.-]+/g))]);
  if (outdated) for (const item of items) await pages.delete(item);
  await retainOnly(pages, [list, ...items]);
}

/**
 * Deletes from a cache what is not at these paths and fetches what is missing.
 * @param {Cache} cache
 * @param {string[]} paths
 * @returns {Promise<boolean>} whether anything was deleted
 */
async function retainOnly(cache, paths) {
  const others = (await cache.keys()).filter((request) => !paths.includes(new URL(request.url).pathname));
  for (const request of others) await cache.delete(request);
  for (const path of paths) {
    if (await cache.match(path)) continue;
    const response = await fetch(path);
    if (response.ok && !response.redirected) await cache.put(path, response);
  }
  return others.length > 0;
}
