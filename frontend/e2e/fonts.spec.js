// Which browser and fonts render the pages: without this, a test with wide fonts could pass on narrow ones.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { chromium, expect, test } from "@playwright/test";
import { findChromium } from "./chromium.mjs";
import { at } from "./templates.mjs";

/**
 * The font families that render an element.
 * @param {import("@playwright/test").Page} page
 * @param {string} selector
 * @returns {Promise<string[]>}
 */
async function fontsOf(page, selector) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("DOM.enable");
  await devtools.send("CSS.enable");
  const { root } = await devtools.send("DOM.getDocument");
  const { nodeId } = await devtools.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  const { fonts } = await devtools.send("CSS.getPlatformFontsForNode", { nodeId });
  return fonts.map(({ familyName }) => familyName).sort();
}

/**
 * How wide ten digits of 100 px are in the letters of the page's text.
 * @param {import("@playwright/test").Page} page
 */
const tenDigits = (page) =>
  page.evaluate(() => {
    const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
    pen.font = `100px ${getComputedStyle(document.body).fontFamily}`;
    return Math.round(pen.measureText("0123456789").width);
  });

test("pages are rendered with the pinned fonts and the configured font size", async ({ page }) => {
  const { wide = false, large = false } = test.info().project.metadata;
  await page.goto(at("/fr/sign-in"));
  expect(await fontsOf(page, "footer a")).toEqual([wide ? "DejaVu Sans" : "Open Sans"]);
  expect(await fontsOf(page, "h1")).toEqual([wide ? "DejaVu Serif" : "Open Sans"]);
  expect(await tenDigits(page)).toBe(wide ? 640 : 570); // a digit is 1303 and 1169 of 2048 parts, in whole pixels
  await page.goto(at("/ar/sign-in"));
  expect(await fontsOf(page, "footer a")).toEqual([wide ? "DejaVu Sans" : "Noto Sans Arabic"]);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe(large ? "32px" : "16px");
  await page.setViewportSize({ width: large ? 960 : 480, height: 800 });
  expect(await page.evaluate(() => [30, 30.1].map((em) => matchMedia(`(min-width: ${em}em)`).matches))).toEqual([
    true,
    false,
  ]);
});

test("the pinned browser is used whatever is on PATH; only CHROMIUM overrides it", async () => {
  const other = join(await mkdtemp(join(tmpdir(), "jalons-path-")), "chromium");
  await writeFile(other, '#!/bin/sh\ntouch "$0.was-run"\n', { mode: 0o755 });
  const { PATH, CHROMIUM } = process.env;
  try {
    delete process.env.CHROMIUM;
    process.env.PATH = `${dirname(other)}${delimiter}${PATH}`;
    const ours = await findChromium();
    const browser = await chromium.launch(ours);
    expect(browser.version()).toMatch(new RegExp(`^${parseInt(await pinned())}\\.`));
    await browser.close();
    expect(existsSync(`${other}.was-run`)).toBe(false);
    process.env.CHROMIUM = other;
    const named = await findChromium();
    expect(named.executablePath).toBe(other);
    expect(named.env.FONTCONFIG_FILE).toBe(ours.env.FONTCONFIG_FILE);
  } finally {
    Object.assign(process.env, { PATH });
    if (CHROMIUM) process.env.CHROMIUM = CHROMIUM;
    else delete process.env.CHROMIUM;
    await rm(dirname(other), { recursive: true });
  }
});

/** The version of Chromium that package.json pins. @returns {Promise<string>} */
const pinned = async () =>
  JSON.parse(await readFile(new URL("package.json", import.meta.url), "utf8")).devDependencies["@sparticuz/chromium"];
