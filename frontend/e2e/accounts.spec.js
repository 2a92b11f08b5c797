import { expect, test } from "@playwright/test";
import { signInAnew } from "./sign_in.mjs";
import { at } from "./templates.mjs";
import { english, french } from "./words.mjs";

const accounts = {
  staff: "staff.1@demonstration.example",
  assessor: "assessor.1@demonstration.example",
  admin: "admin@demonstration.example",
};

test("each role can sign in to the demonstration", async ({ page }) => {
  for (const [i, role] of ["staff", "liaison", "assessor", "admin"].entries()) {
    await page.goto(at("/en/sign-in"));
    await page.locator("form.sample button").nth(i).click();
    await expect(page).toHaveURL(/worklist|inbox|assessments/);
    await page.goto(at("/en/account"));
    await expect(page.locator(".kicker")).toHaveText(english(`role.${role}`));
  }
});

test("sign-in by keyboard returns to the requested page, sign-out ends the session", async ({ page }) => {
  await page.goto(at("/en/account?done=device"));
  await expect(page).toHaveURL(/sign-in\?next=/);
  await page.getByLabel(english("sign_in.email")).focus();
  await page.keyboard.type(accounts.staff);
  await page.keyboard.press("Tab");
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText(english("error.sign_in_wrong"));
  await expect(page.getByLabel(english("sign_in.email"))).toHaveValue(accounts.staff);
  await page.getByLabel(english("sign_in.password"), { exact: true }).focus();
  await page.keyboard.type("demonstration");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(at("/en/account?done=device"));
  await page.getByRole("button", { name: english("account.sign_out"), exact: true }).press("Enter");
  await expect(page.getByRole("status")).toHaveText(english("sign_in.done_signed_out"));
  await page.goBack();
  await page.goto(at("/en/account"));
  await expect(page).toHaveURL(/sign-in/);
});

test("an administrator impersonates read-only", async ({ page }) => {
  await signInAnew(page, "admin");
  await page.goto(at("/en/accounts?q=liaison.tn"));
  await page.locator("tbody th a").first().click();
  await page.getByRole("button", { name: english("member.see") }).click();
  await expect(page).toHaveURL(at("/en/inbox"));
  await expect(page.getByRole("complementary", { name: english("impersonate.title") })).toBeVisible();
  const answer = await page.request.post(at("/en/documents/reports"), {
    form: { state: "TN" },
    headers: { Origin: at("/").slice(0, -1) },
  });
  expect(answer.status()).toBe(403);
  await page.getByRole("button", { name: english("impersonate.end") }).click();
  await expect(page).toHaveURL(/\/en\/accounts\/\d+$/);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a session is revoked from another device", async ({ browser }) => {
    const [laptop, phone] = [
      await browser.newContext({ javaScriptEnabled: false }),
      await browser.newContext({
        javaScriptEnabled: false,
        userAgent: "Mozilla/5.0 (Android 14; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0",
      }),
    ];
    const pages = [];
    for (const context of [laptop, phone]) {
      const page = await context.newPage();
      await page.goto(at("/fr/sign-in?next=/fr/account"));
      await page.getByLabel(french("sign_in.email")).fill(accounts.assessor);
      await page.getByLabel(french("sign_in.password")).fill("demonstration");
      await page.locator("form.form button").click();
      await expect(page).toHaveURL(at("/fr/account"));
      pages.push(page);
    }
    await pages[0].reload();
    await pages[0].getByRole("row", { name: "Firefox 144" }).getByRole("button").click();
    await expect(pages[0].getByRole("status")).toHaveText(french("account.done_device"));
    await pages[1].reload();
    await expect(pages[1]).toHaveURL(/sign-in/);
    await laptop.close();
    await phone.close();
  });
});
