import { expect, test } from "@playwright/test";
import { at } from "./templates.mjs";
import { english } from "./words.mjs";

const desktop = { width: 1280, height: 900 };

test("a table is sorted by the button of a heading", async ({ page }) => {
  await page.setViewportSize(desktop);
  await page.goto(at("/fr"));
  const table = page.locator("table[data-sortable]").first();
  const late = table.locator("th[data-sort=number]").last();
  await late.getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect(late).toHaveAttribute("aria-sort", "ascending");
  await expect(table.locator("th[aria-sort]")).toHaveCount(1);
  await page.keyboard.press("Space");
  await expect(late).toHaveAttribute("aria-sort", "descending");
  await expect(late.getByRole("button")).toBeFocused();
  const column = await late.evaluate((th) => /** @type {HTMLTableCellElement} */ (th).cellIndex);
  const values = await table
    .locator("tbody tr")
    .evaluateAll(
      (rows, at) =>
        rows
          .map((row) => Number(/** @type {HTMLElement} */ (row.children[at])?.dataset.value))
          .filter((value) => value >= 0),
      column,
    );
  expect(values.length).toBeGreaterThan(20);
  expect(values).toEqual([...values].sort((a, b) => b - a));
});

test("names are sorted by the collation of the language", async ({ page }) => {
  await page.setViewportSize(desktop);
  await page.goto(at("/fr"));
  const table = page.locator("table[data-sortable]").first();
  const name = table.locator("th[data-sort=text]").first();
  const names = () => table.locator("tbody th").allInnerTexts();
  const collator = new Intl.Collator("fr");
  expect(await names()).toEqual((await names()).toSorted(collator.compare));
  await name.getByRole("button").click();
  await expect(name).toHaveAttribute("aria-sort", "descending");
  expect(await names()).toEqual((await names()).toSorted((a, b) => collator.compare(b, a)));
});

test("commitments are filtered without a page load", async ({ page }) => {
  await page.setViewportSize(desktop);
  await page.goto(at("/en/commitments"));
  const before = await page.locator("#results .count").innerText();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await page.locator("form.filters select[name=state]").selectOption("TN");
  await expect(page).toHaveURL(/[?&]state=TN/);
  const count = page.locator("#results .count");
  await expect(count).not.toHaveText(before);
  await expect(page.locator("form.filters + [role=status]")).toHaveText(await count.innerText());
  for (const row of await page.locator("#results tbody tr").allInnerTexts()) expect(row).toContain("Tunisia");
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  await page.goBack();
  await expect(page).not.toHaveURL(/state=TN/);
  await expect(count).toHaveText(before);
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
});

test("the next page of results is loaded in place", async ({ page }) => {
  await page.setViewportSize(desktop);
  await page.goto(at("/en/commitments"));
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  const first = await page.locator("#results tbody tr th").first().innerText();
  await page.locator("#results .pages a[rel=next]").click();
  await expect(page.locator("#results tbody tr th").first()).not.toHaveText(first);
  await expect(page).toHaveURL(/after=/);
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
});

test("the map has a roving tabindex", async ({ page }) => {
  await page.setViewportSize(desktop);
  await page.goto(at("/en/map"));
  const map = page.locator("figure[data-map] svg.world").first();
  await expect(map.locator('a[tabindex="0"]')).toHaveCount(1);
  await map.locator('a[tabindex="0"]').focus();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-code"));
  const region = () => page.evaluate(() => document.activeElement?.getAttribute("data-region"));
  const start = { code: await focused(), region: await region() };
  await page.keyboard.press("ArrowRight");
  expect(await focused()).not.toBe(start.code);
  await expect(page.locator(".panel h3")).toHaveText(
    await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? ""),
  );
  await page.keyboard.press("ArrowLeft");
  expect(await focused()).toBe(start.code);
  await page.keyboard.press("ArrowDown");
  expect(await region()).not.toBe(start.region);
  await expect(map.locator('a[tabindex="0"]')).toHaveCount(1);
  const code = await focused();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => Boolean(document.activeElement?.closest("svg.world")))).toBe(false);
  await page.keyboard.press("Shift+Tab");
  expect(await focused()).toBe(code);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(at(`/en/states/${code}`));
});

test("the map's search finds a name with and without hyphens", async ({ page }) => {
  await page.goto(at("/en/map"));
  const map = page.locator("figure[data-map]").first();
  const search = map.locator("input[data-map-search]");
  for (const typed of ["guinea bissau", "Guinea-Bissau", "GUINEA – BISS"]) {
    await search.fill(typed);
    await search.press("Enter");
    await expect(page.locator(":focus"), typed).toHaveAttribute("href", /\/GW$/);
    await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  }
});

test("the map zooms to a region and back", async ({ page }) => {
  await page.setViewportSize(desktop);
  await page.goto(at("/en/map"));
  const map = page.locator("figure[data-map] svg.world").first();
  const world = /** @type {string} */ (await map.getAttribute("viewBox"));
  const link = page.locator('.zooms a[data-region="west-africa"]');
  await link.click();
  await expect(link).toHaveAttribute("aria-current", "true");
  await expect(map).toHaveAttribute("viewBox", /** @type {string} */ (await link.getAttribute("data-zoom")));
  await page.locator(".zooms a").first().click();
  await expect(map).toHaveAttribute("viewBox", world);
});

test("one button opens and closes all milestones", async ({ page }) => {
  await page.goto(at("/en/commitments/TN-2024-C01"));
  const button = page.locator("button[data-open-all]");
  const details = page.locator("#milestones details");
  const closed = /** @type {string} */ (await button.textContent());
  await button.click();
  for (const element of await details.all()) await expect(element).toHaveAttribute("open");
  await expect(button).not.toHaveText(closed);
  await button.click();
  for (const element of await details.all()) await expect(element).not.toHaveAttribute("open");
  await expect(button).toHaveText(closed);
});

test("a fragment opens its milestone", async ({ page }) => {
  await page.goto(at("/en/commitments/TN-2024-C01"));
  const id = /** @type {string} */ (await page.locator("#milestones details").last().getAttribute("id"));
  await page.goto(at(`/en/commitments/TN-2024-C01#${id}`));
  await expect(page.locator(`[id="${id}"]`)).toHaveAttribute("open");
});

test("the worked example is computed on change", async ({ page }) => {
  await page.goto(at("/en/method"));
  await page.locator("select[name=r3]").selectOption("completed");
  await expect(page.locator("#answer .count")).toHaveText(english("method.answer", { n: 2, of: 3 }));
  await expect(page).toHaveURL(/r3=completed/);
});

test("the language switch keeps path and query", async ({ page }) => {
  await page.goto(at("/fr/commitments?state=TN"));
  await page.locator("nav.languages a[lang=ar]").click();
  await expect(page).toHaveURL(at("/ar/commitments?state=TN"));
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await page.locator("nav.languages a[lang=en]").click();
  await expect(page).toHaveURL(at("/en/commitments?state=TN"));
});

test("Ctrl+K focuses the search, also in the collapsed menu", async ({ page }) => {
  await page.goto(at("/en/method"));
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("searchbox")).toBeFocused();
});

test("the first tab stop is the skip link", async ({ page }) => {
  await page.goto(at("/fr"));
  await page.keyboard.press("Tab");
  const skip = page.locator("a.skip");
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});

test("the menu opens at a narrow width", async ({ page }) => {
  await page.goto(at("/fr"));
  const link = page.locator(".menu-body nav a").first();
  await expect(link).toBeHidden();
  await page.locator("details.menu > summary").click();
  await expect(link).toBeVisible();
  await link.click();
  await expect(page).toHaveURL(at("/fr/map"));
});

test("the root redirects to the language of the browser", async ({ browser }) => {
  for (const [locale, path] of [
    ["ar-TN", "/ar"],
    ["en-CA", "/en"],
    ["fr-SN", "/fr"],
    ["pt-BR", "/fr"],
  ]) {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await page.goto(at("/"));
    await expect(page).toHaveURL(at(path));
    await context.close();
  }
});
