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
      "/worklist",
      "/worklist?tab=late&open=TN-2021-C03.5",
      "/worklist?tab=follow_ups",
      "/items/TN-2021-C03.5",
      "/items/TN-001",
      "/inbox",
      "/worklist?tab=sent_back",
      "/plans?state=TN",
      "/plans?state=TN&plan=TN-2024",
      "/plans/TN-2024",
      "/institutions?state=TN",
      "/documents?state=DJ",
      "/documents/new?state=DJ",
      "/documents/1",
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
    for (const path of ["/inbox", "/inbox?show=proven", "/delegations", "/worklist"]) {
      await page.goto(at(`/${lang}${path}`));
      await check(page, lang);
    }
    await page.goto(at(`/${lang}/inbox`));
    await page.locator(".entry-title > a").first().click();
    for (const summary of await page.locator("main details > summary").all()) await summary.click();
    await check(page, lang);
    await page.goto(at(`/${lang}/documents`));
    await check(page, lang);
    await page.locator("form[action$='/documents/reports'] button").click();
    await expect(page).toHaveURL(/\/reports\/TN-R\d+$/);
    const code = page.url().split("/").at(-1);
    await check(page, lang);
    await page.goto(at(`/${lang}/documents/new?report=${code}`));
    await check(page, lang);
    expect(errors).toEqual([]);
  });

  test(`the pages of an assessor and an administrator in ${lang}`, async ({ browser }) => {
    for (const [who, paths] of /** @type {[Who, string[]][]} */ ([
      ["assessor.1", ["/assessments?state=TN", "/assessments/TN-2024-C02", "/assessments/TN-2024-C02.3"]],
      ["admin", ["/accounts", "/audit-log", "/mails"]],
    ])) {
      const page = await enter(browser, who, { viewport: { width: 360, height: 800 } });
      const errors = collectErrors(page);
      for (const path of paths) {
        await page.goto(at(`/${lang}${path}`));
        await check(page, lang);
      }
      if (who === "admin") {
        await page.goto(at(`/${lang}/accounts?q=liaison.tn`));
        await page.locator("tbody th a").first().click();
        for (const summary of await page.locator("main details > summary").all()) await summary.click();
        await check(page, lang);
      }
      expect(errors).toEqual([]);
      await page.context().close();
    }
  });
}
