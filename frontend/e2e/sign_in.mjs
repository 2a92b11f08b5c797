// Signing in to the demonstration. Each person signs in once for the whole run; a test that ends a session, or
// changes what it shows, has one of its own.
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, request } from "@playwright/test";
import { at } from "./templates.mjs";

const people = /** @type {const} */ (["staff.1", "liaison.tn", "assessor.1", "admin"]);

/** @typedef {typeof people[number]} Who */

/** Where the session of a person is kept for all tests of a run. @param {Who} who */
const session = (who) => fileURLToPath(new URL(`results/sessions/${who}.json`, import.meta.url));

/** Signs everybody in, once for a run. */
export async function openSessions() {
  for (const who of people) {
    const client = await request.newContext();
    await post(client, who);
    await mkdir(dirname(session(who)), { recursive: true });
    await client.storageState({ path: session(who) });
    await client.dispose();
  }
}

/** @param {import("@playwright/test").APIRequestContext} client @param {Who} who */
async function post(client, who) {
  const form = { email: `${who}@demonstration.example`, password: "demonstration", next: "/en/account" };
  const answer = await client.post(at("/en/sign-in"), { form });
  expect(answer.url(), `${answer.status()} ${await answer.text()}`).toBe(at("/en/account"));
}

/** In a session of the page's own. @param {import("@playwright/test").Page} page @param {Who} who */
export const signInAnew = (page, who) => post(page.request, who);

/** @param {import("@playwright/test").Page} page @param {Who} who */
export async function signIn(page, who) {
  await page.context().addCookies(JSON.parse(readFileSync(session(who), "utf8")).cookies);
}

/**
 * @param {import("@playwright/test").Browser} browser
 * @param {Who} who
 * @param {import("@playwright/test").BrowserContextOptions} [options]
 */
export async function enter(browser, who, options) {
  return (await browser.newContext({ storageState: session(who), ...options })).newPage();
}
