// The pages of signed-in people.
import { expect, test } from "@playwright/test";
import { check, collectErrors } from "./checks.mjs";
import { enter, signIn } from "./sign_in.mjs";
import { at, languages } from "./templates.mjs";

/** @typedef {import("./sign_in.mjs").Who} Who */

for (const lang of languages) {
  test(`the account page in ${lang}`, async ({ page }) => {
    const errors = collectErrors(page);
    await page.goto(at(`/${lang}/sign-in?next=/${lang}/account`));
    await page.locator("form.sample button").nth(1).click();
    await expect(page).toHaveURL(at(`/${lang}/account`));
    await check(page, lang);
    expect(errors).toEqual([]);
  });

  test(`the pages of staff in ${lang}`, async ({ page }) => {
    const errors = collectErrors(page);
    await signIn(page, "staff.1");
    for (const path of [
      "/queue",
      "/queue?tab=late&open=TN-2021-C03.5",
      "/queue?tab=follow_ups",
      "/items/TN-2021-C03.5",
      "/items/TN-001",
      "/inbox",
      "/queue?tab=sent_back",
      "/plans?state=TN",
      "/plans?state=TN&plan=TN-2024",
      "/plans/TN-2024",
      "/institutions?state=TN",
      "/papers?state=DJ",
      "/papers/new?state=DJ",
      "/papers/1",
    ]) {
      await page.goto(at(`/${lang}${path}`));
      await check(page, lang);
    }
    await page.goto(at(`/${lang}/edit/TN-2024-C02?in=en`));
    for (const summary of await page.locator("main details > summary").all())
      if (await summary.isVisible()) await summary.click();
    await check(page, lang);
    await page.goto(at(`/${lang}/items/TN-2021-C03.5`));
    await page.locator("form.update button[value=submit]").click();
    await expect(page.getByRole("alert")).toBeVisible();
    await check(page, lang);
    expect(errors.filter((line) => !line.includes("422"))).toEqual([]);
  });

  test(`the pages of a liaison in ${lang}`, async ({ page }) => {
    const errors = collectErrors(page);
    await signIn(page, "liaison.tn");
    for (const path of ["/inbox", "/inbox?show=proven", "/delegations", "/queue"]) {
      await page.goto(at(`/${lang}${path}`));
      await check(page, lang);
    }
    await page.goto(at(`/${lang}/inbox`));
    await page.locator(".entry-title > a").first().click();
    for (const summary of await page.locator("main details > summary").all()) await summary.click();
    await check(page, lang);
    await page.goto(at(`/${lang}/papers`));
    await check(page, lang);
    await page.locator("form[action$='/papers/reports'] button").click();
    await expect(page).toHaveURL(/\/reports\/TN-R\d+$/);
    const code = page.url().split("/").at(-1);
    await check(page, lang);
    await page.goto(at(`/${lang}/papers/new?report=${code}`));
    await check(page, lang);
    expect(errors).toEqual([]);
  });

  test(`the pages of an assessor and an administrator in ${lang}`, async ({ browser }) => {
    for (const [who, paths] of /** @type {[Who, string[]][]} */ ([
      ["assessor.1", ["/assessments?state=TN", "/assessments/TN-2024-C02", "/assessments/TN-2024-C02.3"]],
      ["admin", ["/people", "/acts", "/mails"]],
    ])) {
      const page = await enter(browser, who, { viewport: { width: 360, height: 800 } });
      const errors = collectErrors(page);
      for (const path of paths) {
        await page.goto(at(`/${lang}${path}`));
        await check(page, lang);
      }
      if (who === "admin") {
        await page.goto(at(`/${lang}/people?q=liaison.tn`));
        await page.locator("tbody th a").first().click();
        for (const summary of await page.locator("main details > summary").all()) await summary.click();
        await check(page, lang);
      }
      expect(errors).toEqual([]);
      await page.context().close();
    }
  });
}
