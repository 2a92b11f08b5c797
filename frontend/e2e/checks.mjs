// Checks that every page must pass: language, texts, accessibility, layout, no errors.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "@playwright/test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const full = Boolean(process.env.FULL);
const widths = full ? [320, 360, 1280] : [360]; // with axe
// Widths at which overflow is checked.
const layoutWidths = full ? [320, 360, 640, 720, 768, 880, 960, 1060, 1100, 1200, 1280] : [320, 768, 1280];
const themes = /** @type {("light" | "dark")[]} */ (full ? ["light", "dark"] : ["light"]);
const namespaces = new Set(
  Object.keys(JSON.parse(readFileSync(new URL("../languages/fr.json", import.meta.url), "utf8"))).map(
    (key) => key.split(".")[0],
  ),
);

/**
 * Collects errors of the console and of scripts, failed requests and requests to other hosts.
 * @param {import("@playwright/test").Page} page
 */
export function collectErrors(page) {
  const errors = /** @type {string[]} */ ([]);
  const host = new URL(/** @type {string} */ (process.env.JALONS_URL)).host;
  page.on("console", (message) => {
    const ofDocument = message.location().url === page.url() && message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !ofDocument) errors.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => errors.push(`script: ${error.message}`));
  page.on("requestfailed", (request) => errors.push(`not loaded: ${request.url()}`));
  page.on("request", (request) => {
    if (new URL(request.url()).host !== host) errors.push(`another host: ${request.url()}`);
  });
  return errors;
}

/**
 * Runs axe in the page itself: its wrapper for Playwright opens a second page at each run to look into
 * frames, takes five times as long, and ours have none.
 * @param {import("@playwright/test").Page} page
 */
async function axeViolations(page) {
  expect(page.frames(), "frames, which axe isn't told to look into").toHaveLength(1);
  const violations = await page.evaluate(async (values) => {
    // Wait for the transitions that a change of theme or width starts.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
    const { axe } = /** @type {{axe: typeof import("axe-core")}} */ (/** @type {unknown} */ (window));
    return (await axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] })).violations;
  }, tags);
  const why = (/** @type {import("axe-core").NodeResult} */ { any, all, none }) =>
    (any[0] ?? all[0] ?? none[0])?.message ?? "";
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${why(node)}`).join("; ")}`);
}

/**
 * Lays out what content-visibility defers until it comes into view, so that all of it is checked.
 * @param {import("@playwright/test").Page} page
 */
const layOut = (page) =>
  page.evaluate(() => {
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("main *")))
      element.style.contentVisibility = "visible";
  });

/** Opens every details element. @param {import("@playwright/test").Page} page */
const openDetails = (page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });

/**
 * The elements that overflow the window or their parent.
 * @param {import("@playwright/test").Page} page
 */
const overflow = (page) =>
  page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const scrolls = document.documentElement.scrollWidth > room;
    const elements = [...document.querySelectorAll("body *:not(svg *, option)")];
    const apart = elements.filter((element) => ["absolute", "fixed"].includes(getComputedStyle(element).position));
    const out = elements.flatMap((element) => {
      const box = element.getBoundingClientRect();
      // The content of a closed details element keeps the size of an earlier width.
      if (!box.width || !element.checkVisibility() || apart.some((other) => other.contains(element))) return [];
      const parent = /** @type {Element} */ (element.parentElement);
      const [around, style] = [parent.getBoundingClientRect(), getComputedStyle(parent)];
      const held = style.overflowX !== "visible" || ["inline", "contents"].includes(style.display);
      const over = Math.max(
        ...(held ? [] : [box.right - around.right, around.left - box.left]),
        ...(scrolls ? [box.right - room, -box.left] : []),
      );
      return over > 1
        ? [`${element.tagName}.${element.className} ${Math.ceil(over)} px: ${element.textContent?.slice(0, 40)}`]
        : [];
    });
    return scrolls && !out.length ? [`${document.documentElement.scrollWidth} px wide`] : out.slice(0, 5);
  });

/** Words that look like keys of the language files: a text that is missing shows as its key. @param {string} text */
const keys = (text) =>
  (text.match(/(?<![\w./@-])[a-z][a-z_]*(?:\.[a-z_]+)+(?![\w/@-])/g) ?? []).filter((word) =>
    namespaces.has(word.split(".")[0]),
  );

/** Placeholders of texts without a value; URL templates are in code elements. */
function unfilled() {
  const body = /** @type {HTMLElement} */ (document.body.cloneNode(true));
  for (const other of body.querySelectorAll("code, pre, style, script")) other.remove();
  return body.textContent?.match(/\{[a-z_]+\}/g) ?? [];
}

/**
 * Checks the open page: language, texts, accessibility, overflow.
 * @param {import("@playwright/test").Page} page @param {string} lang @param {{anywhere?: boolean}} [options]
 * anywhere: a page whose texts are not from the language files
 */
export async function check(page, lang, { anywhere } = {}) {
  await layOut(page);
  await expect(page.locator("html")).toHaveAttribute("lang", lang);
  await expect(page.locator("html")).toHaveAttribute("dir", lang === "ar" ? "rtl" : "ltr");
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page).toHaveTitle(/\S/);
  if (!anywhere) {
    expect(keys(await page.locator("body").innerText())).toEqual([]);
    expect(await page.evaluate(unfilled)).toEqual([]);
    await expect(page.locator("aside.demo")).toBeVisible();
  }
  if (!test.info().project.metadata.wide) await checkAccess(page, lang);
  if (full) await openDetails(page);
  const { large } = test.info().project.metadata;
  for (const width of large ? [360, ...layoutWidths.map((width) => 2 * width)] : layoutWidths) {
    await page.setViewportSize({ width, height: 800 });
    expect.soft(await overflow(page), `${lang}, at ${width} px`).toEqual([]);
  }
}

/** In each width and theme. @param {import("@playwright/test").Page} page @param {string} lang */
async function checkAccess(page, lang) {
  await page.evaluate(axe);
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      expect.soft(await axeViolations(page), `${lang}, ${width} px, ${colorScheme}`).toEqual([]);
    }
  }
}
