import { expect, test } from "@playwright/test";
import { signIn } from "./sign_in.mjs";
import { addressOf, at, budget, languages, templates } from "./templates.mjs";
import { english } from "./words.mjs";

const kilobyte = 1000;
const scripts = 10 * kilobyte;

/**
 * Loads a page with an empty cache and adds up what came over the wire, headers included.
 * @param {import("@playwright/test").Page} page @param {string} url
 */
async function transferSize(page, url) {
  const devtools = await page.context().newCDPSession(page);
  const kinds = /** @type {Map<string, string>} */ (new Map());
  const sizes = { all: 0, script: 0 };
  const plain = /** @type {string[]} */ ([]);
  const open = new Set();
  devtools.on("Network.requestWillBeSent", ({ requestId }) => open.add(requestId));
  devtools.on("Network.responseReceived", ({ requestId, type, response }) => {
    kinds.set(requestId, type);
    const encoding = Object.entries(response.headers).find(([name]) => name.toLowerCase() === "content-encoding");
    if (encoding?.[1] !== "br") plain.push(response.url);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    open.delete(requestId);
    sizes.all += encodedDataLength;
    if (kinds.get(requestId) === "Script") sizes.script += encodedDataLength;
  });
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  await page.goto(url);
  await expect.poll(() => open.size, "requests still open").toBe(0);
  return { ...sizes, plain };
}

for (const template of templates.filter(({ anywhere }) => !anywhere)) {
  test(`${template.name} stays within its byte budget`, async ({ page }) => {
    for (const lang of languages) {
      const { all, script, plain } = await transferSize(page, at(addressOf(template, lang)));
      expect.soft(all, `bytes of ${lang}`).toBeLessThanOrEqual((template.budget ?? budget) * kilobyte);
      expect.soft(script, `bytes of script of ${lang}`).toBeLessThanOrEqual(scripts);
      if (!template.status) expect.soft(plain, `not as brotli in ${lang}`).toEqual([]);
    }
  });
}

test("the inbox stays within its byte budget", async ({ page }) => {
  await signIn(page, "liaison.tn");
  for (const lang of languages) {
    const { all, script, plain } = await transferSize(page, at(`/${lang}/inbox`));
    expect.soft(all, `bytes of ${lang}`).toBeLessThanOrEqual(60 * kilobyte);
    expect.soft(script, `bytes of script of ${lang}`).toBeLessThanOrEqual(35 * kilobyte);
    expect.soft(plain, `not as brotli in ${lang}`).toEqual([]);
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("public pages show their content", async ({ page }) => {
    await page.goto(at("/fr"));
    await expect(page.locator("ol.rows > li")).toHaveCount(7);
    await expect(page.getByRole("link", { name: "Afrique de l’Ouest" }).first()).toBeVisible();
    await expect(page.getByRole("row", { name: /Tunisie/ })).toBeVisible();
    await page.goto(at("/en/map"));
    await expect(page.getByRole("row", { name: /Benin/ })).toBeVisible();
    await expect(page.locator("svg.world a[data-code]").first()).toBeAttached();
    await page.goto(at("/ar/commitments"));
    await expect(page.locator("#results tbody tr").first()).toBeVisible();
    await page.goto(at("/en/commitments/TN-2024-C01"));
    await page.locator("details.disclosure > summary").first().click();
    await expect(page.locator("details.disclosure .disclosure-body").first()).toBeVisible();
  });

  test("forms can be submitted", async ({ page }) => {
    await page.goto(at("/fr/commitments"));
    await page.locator("form.filters select[name=state]").selectOption("TN");
    await page.locator("form.filters button").first().click();
    await expect(page).toHaveURL(/[?&]state=TN/);
    await expect(page.locator("#results tbody tr").first()).toContainText("Tunisie");
    await page.goto(at("/en/method"));
    await page.locator("select[name=c4]").selectOption("absent");
    await page.locator("select[name=r3]").selectOption("completed");
    await page.getByRole("button", { name: english("method.compute") }).click();
    await expect(page.locator("#answer .count")).toHaveText(english("method.answer", { n: 2, of: 3 }));
  });
});

/** The links and the anchors of a page. @param {string} html */
function linksOf(html) {
  const links = [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)].map(([, href]) => href.replaceAll("&amp;", "&"));
  return { links, ids: new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)) };
}

test("no link is broken", async () => {
  test.slow();
  const pages = /** @type {Map<string, ReturnType<typeof linksOf>>} */ (new Map());
  const broken = /** @type {string[]} */ ([]);
  const read = async (/** @type {string} */ address, /** @type {string} */ from) => {
    const answer = await fetch(address);
    if (!answer.ok) broken.push(`${answer.status} ${address} (from ${from})`);
    const html = answer.headers.get("content-type")?.startsWith("text/html");
    const text = await answer.text();
    pages.set(address, html ? linksOf(text) : { links: [], ids: new Set() });
  };
  const starts = templates.filter(({ status }) => !status).map((template) => at(addressOf(template, "fr")));
  for (const start of starts) await read(start, "the list");
  const hashes = /** @type {[string, string, string][]} */ ([]);
  for (const start of starts) {
    for (const link of pages.get(start)?.links ?? []) {
      const url = new URL(link, start);
      const hash = decodeURIComponent(url.hash.slice(1));
      url.hash = "";
      if (url.host !== new URL(start).host) continue;
      if (!pages.has(url.href)) await read(url.href, start);
      if (hash) hashes.push([url.href, hash, start]);
    }
  }
  for (const [address, hash, from] of hashes) {
    if (!pages.get(address)?.ids.has(hash)) broken.push(`no ${hash} in ${address} (from ${from})`);
  }
  expect([...new Set(broken)]).toEqual([]);
});
