// Prints how the pages do on a slow phone and a poor line: times and scores are read by people, so a
// missed target is marked and fails nothing. Accessibility below 100 fails.
import { createServer } from "node:net";
import { once } from "node:events";
import { chromium } from "@playwright/test";
import lighthouse from "lighthouse";
import { findChromium } from "./chromium.mjs";
import { startServer } from "./server.mjs";
import { templates } from "./templates.mjs";

const line = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const slowdown = 4;
const targets = { paint: 1800, readable: 2500, again: 1000, performance: 95, accessibility: 100, shift: 0.02, blocked: 100 };
const wanted = process.argv.slice(2); // names of templates, none for all
const measured = templates.filter(({ name, status, anywhere }) => !status && !anywhere && (!wanted.length || wanted.includes(name)));

/** @param {number} value @param {number} limit @param {boolean} [least] the limit is a least, not a most */
const beside = (value, limit, least = false) => `${value}${(least ? value < limit : value > limit) ? " ✗" : ""}`;

/**
 * Loads a page cold and then again on the slow line. Readable is when the last of what answers the
 * page's question was painted: the largest paint of the page, which on the home page holds the headline
 * and is followed by no later change, or the end of parsing where that is later.
 * @param {import("@playwright/test").Browser} browser @param {string} url
 */
async function onTheRig(browser, url) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", line);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    const cold = await visit(page, url);
    await page.goto("about:blank");
    const again = await visit(page, url);
    return { paint: cold.paint, readable: cold.readable, again: again.readable };
  } finally {
    await context.close();
  }
}

/** @param {import("@playwright/test").Page} page @param {string} url */
async function visit(page, url) {
  await page.goto(url, { waitUntil: "load" });
  return page.evaluate(async () => {
    const paints = (/** @type {string} */ type) =>
      new Promise((/** @type {(found: PerformanceEntry[]) => void} */ resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type, buffered: true });
      });
    const first = (await paints("paint")).find(({ name }) => name === "first-contentful-paint")?.startTime ?? Number.NaN;
    const largest = (await paints("largest-contentful-paint")).at(-1)?.startTime ?? Number.NaN;
    const [loading] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
    return { paint: Math.round(first), readable: Math.round(Math.max(largest, loading.domInteractive)) };
  });
}

/** @param {number} port of the browser's devtools @param {string} url */
async function score(port, url) {
  const result = await lighthouse(url, { port, output: "json", logLevel: "error", onlyCategories: ["performance", "accessibility"] });
  if (!result) throw new Error(`no result for ${url}`);
  const { categories, audits } = result.lhr;
  const percent = (/** @type {string} */ name) => Math.round(100 * (categories[name].score ?? 0));
  return {
    performance: percent("performance"),
    accessibility: percent("accessibility"),
    shift: Number((audits["cumulative-layout-shift"].numericValue ?? 0).toFixed(3)),
    blocked: Math.round(audits["total-blocking-time"].numericValue ?? 0),
  };
}

async function freePort() {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (listener.address());
  listener.close();
  await once(listener, "close");
  return port;
}

const server = await startServer();
const port = await freePort();
const launch = await findChromium();
const browser = await chromium.launch({ ...launch, args: [...launch.args, `--remote-debugging-port=${port}`] });
const failed = /** @type {string[]} */ ([]);
try {
  const rows = /** @type {Record<string, Record<string, string>>} */ ({});
  await onTheRig(browser, server.url); // a browser that has just been started is slower than a phone's
  for (const { name, path } of measured) {
    const url = `${server.url}/fr${path}`;
    const rig = await onTheRig(browser, url);
    const scores = await score(port, url);
    if (scores.accessibility < targets.accessibility) failed.push(name);
    rows[name] = {
      "first paint, ms": beside(rig.paint, targets.paint),
      "readable, ms": beside(rig.readable, targets.readable),
      "again, ms": beside(rig.again, targets.again),
      performance: beside(scores.performance, targets.performance, true),
      accessibility: beside(scores.accessibility, targets.accessibility, true),
      shift: beside(scores.shift, targets.shift),
      "blocked, ms": beside(scores.blocked, targets.blocked),
    };
  }
  console.log(`360 px, 400 kbit/s, 400 ms round trip, processor slowed ${slowdown} times; scores by Lighthouse mobile; ✗ misses ${JSON.stringify(targets)}`);
  console.table(rows);
} finally {
  await browser.close();
  await server.stop();
}
if (failed.length) {
  console.error(`accessibility below ${targets.accessibility}: ${failed.join(", ")}`);
  process.exitCode = 1;
}
