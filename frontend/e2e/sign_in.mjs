// Signing in to the demonstration.
import { expect } from "@playwright/test";
import { at } from "./templates.mjs";

/** @typedef {"staff.1" | "liaison.tn" | "assessor.1" | "admin"} Who */

/** @param {import("@playwright/test").Page} page @param {Who} who */
export async function signIn(page, who) {
  const answer = await page.request.post(at("/en/sign-in"), { form: { email: `${who}@demonstration.example`, password: "demonstration", next: "/en/account" } });
  expect(answer.url(), `${answer.status()} ${await answer.text()}`).toBe(at("/en/account"));
}

/** @param {import("@playwright/test").Browser} browser @param {Who} who @param {import("@playwright/test").BrowserContextOptions} [options] */
export async function enter(browser, who, options) {
  const page = await (await browser.newContext(options)).newPage();
  await signIn(page, who);
  return page;
}
