// Updates of milestones of Tunisia by staff.
import { expect } from "@playwright/test";
import { enter } from "./sign_in.mjs";
import { at } from "./templates.mjs";
import { english } from "./words.mjs";

/**
 * The form of an item on its own page, filled in.
 * @param {import("@playwright/test").Page} page
 * @param {string} code
 * @param {string} level
 * @param {string} note
 */
export async function fillUpdate(page, code, level, note) {
  await page.goto(at(`/en/items/${code}`));
  const form = page.locator("form.update");
  await form.getByRole("radio", { name: english(`level.${level}`) }).check();
  await form.getByLabel(english("update.evidence")).fill("https://example.org/law");
  await form.getByRole("textbox", { name: english("update.note") }).fill(note);
  return form;
}

/** @param {import("@playwright/test").Page} page @param {string} code @param {string} level @param {string} note */
export async function submitUpdate(page, code, level, note) {
  const form = await fillUpdate(page, code, level, note);
  await form.getByRole("button", { name: english("update.submit") }).click();
  await expect(page.locator(".result")).toContainText(code);
}

/**
 * @param {import("@playwright/test").Browser} browser
 * @param {string} code
 * @param {string} level
 * @param {string} note
 */
export async function declare(browser, code, level, note) {
  const staff = await enter(browser, "staff.1");
  await submitUpdate(staff, code, level, note);
  await staff.context().close();
}
