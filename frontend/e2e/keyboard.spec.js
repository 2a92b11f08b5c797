// Whole flows by keyboard alone: the focus stays visible, is never lost and reaches every control.
import { expect, test } from "@playwright/test";
import { declare } from "./declare.mjs";
import { enter, signIn } from "./sign_in.mjs";
import { at } from "./templates.mjs";
import { english } from "./words.mjs";

/**
 * Presses Tab until an element has the focus; each stop on the way is visible and not covered.
 * @param {import("@playwright/test").Page} page
 * @param {import("@playwright/test").Locator} target
 */
async function tabTo(page, target) {
  for (let stops = 0; stops < 150; stops++) {
    await page.keyboard.press("Tab");
    await expectFocusVisible(page);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`got no focus on ${target} after 150 stops, want it reached by Tab`);
}

/** @param {import("@playwright/test").Page} page */
async function expectFocusVisible(page) {
  const seen = await page.evaluate(() => {
    const focus = document.activeElement;
    if (!focus || focus === document.body) return "the focus is lost";
    const style = getComputedStyle(focus);
    const parent = getComputedStyle(focus.parentElement ?? focus);
    if (
      ![style, parent].some(
        ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
      )
    )
      return `no outline on ${focus.outerHTML.slice(0, 200)}`;
    const box = focus.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
    if (top && top.closest(".pinned") && !focus.closest(".pinned")) return `covered: ${focus.outerHTML.slice(0, 200)}`;
    return "";
  });
  expect(seen).toBe("");
}

test("keyboard only: a liaison sends an update back", async ({ browser }) => {
  const code = "TN-2024-C02.1";
  await declare(browser, code, "completed", "by keyboard");
  const page = await enter(browser, "liaison.tn");
  await page.goto(at("/en/inbox"));
  await tabTo(page, page.locator(".entry", { hasText: code }).locator(".entry-title > a"));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/inbox\/\d+$/);
  await tabTo(page, page.locator("#send-back > summary"));
  await page.keyboard.press("Enter");
  await tabTo(page, page.locator("#send-back input[type=radio]").first());
  await page.keyboard.press("Space");
  await tabTo(page, page.getByLabel(english("reading.comment")));
  await page.keyboard.type("Which page?");
  await tabTo(page, page.getByRole("button", { name: english("reading.send_back_button") }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").first()).toContainText(english("inbox.said_sent_back"));
  expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  await page.context().close();
});

test("keyboard only: an administrator invites a person", async ({ page }) => {
  await signIn(page, "admin");
  await page.goto(at("/en/accounts"));
  await tabTo(page, page.locator("form[method=post]").getByLabel(english("sign_in.email")));
  await page.keyboard.type("new.person@example.org");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Awa N’Diaye");
  await tabTo(page, page.getByLabel(english("member.role")));
  await page.keyboard.type("Programme");
  await tabTo(page, page.locator("form[method=post]").getByRole("button"));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").first()).toBeVisible();
  await expect(page.locator("tbody")).toContainText("new.person@example.org");
});

test("keyboard only: a reader gets from the home page to the evidence of a milestone", async ({ page }) => {
  await page.goto(at("/en"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // to the content
  const region = page
    .locator("main")
    .getByRole("link", { name: /Africa/ })
    .first();
  await tabTo(page, region);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/regions/);
  await tabTo(page, page.locator("main tbody a").first());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/states/);
  await tabTo(page, page.locator("main #commitments ~ * a, main section a[href*='/commitments/']").first());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/commitments\/[A-Z]/);
  const milestone = page.locator("main details > summary").first();
  await tabTo(page, milestone);
  await page.keyboard.press("Enter");
  await expect(milestone.locator("xpath=..")).toHaveAttribute("open", "");
});
