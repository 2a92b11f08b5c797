// Offline pages: the inbox stays readable without a connection and is cleared on sign-out.
import { expect, test } from "@playwright/test";
import { declare } from "./declare.mjs";
import { enter, signInAnew } from "./sign_in.mjs";
import { at } from "./templates.mjs";
import { english, french } from "./words.mjs";

/**
 * The paths of the cached pages.
 * @param {import("@playwright/test").Page} page
 * @returns {Promise<string[]>}
 */
const cached = (page) =>
  page.evaluate(async () =>
    (await caches.has("inbox"))
      ? (await (await caches.open("inbox")).keys()).map(({ url }) => new URL(url).pathname)
      : [],
  );

/** How many approvals a milestone has. @param {import("@playwright/test").Page} page @param {string} code */
async function approvals(page, code) {
  const { history } = await (await page.request.get(at(`/api/v1/milestones/${code}?lang=en`))).json();
  return history.filter((/** @type {{kind: string}} */ event) => event.kind === "approved").length;
}

test("the inbox is read and answered offline, and the answer is sent once", async ({ browser }) => {
  const code = "TN-2024-C03.2";
  await declare(browser, code, "completed", "read in the valley");
  const page = await enter(browser, "liaison.tn");
  const before = await approvals(page, code);
  await page.goto(at("/en/inbox"));
  const card = page.locator(".entry", { hasText: code }).first();
  const address = String(await card.locator("a").first().getAttribute("href"));
  await expect.poll(() => cached(page)).toEqual(expect.arrayContaining(["/en/inbox", address]));
  await expect(page.locator("#offline-notice")).toBeHidden();

  // A page cached from an earlier release, whose assets are gone, is fetched anew.
  await page.evaluate(async (item) => {
    await (await caches.open("assets")).put("/assets/worklist-0123456789.js", new Response(""));
    await (await caches.open("inbox")).put(item, new Response("of an earlier release"));
  }, address);
  await page.goto(at("/en/inbox"));
  await expect
    .poll(() => page.evaluate(async (item) => (await caches.match(item))?.text(), address))
    .toContain("read in the valley");

  await page.context().setOffline(true);
  await page.goto(at("/en/inbox"));
  await expect(page.locator("#offline-notice")).toContainText(
    english("offline.saved", { day: "|", time: "" }).split("|")[0].trim(),
  );
  await expect(page.locator("link[rel=stylesheet]")).toHaveJSProperty("sheet.disabled", false);
  await page.locator(".entry", { hasText: code }).first().locator("a").first().click();
  await expect(page.locator("#offline-notice")).toBeVisible();
  await expect(page.locator("main")).toContainText("read in the valley");
  await page.getByRole("button", { name: english("reading.approve"), exact: true }).click();
  await expect(page.locator("#outbox")).toHaveText(`${english("outbox.pending")} 1`);

  await page.context().setOffline(false);
  await expect(page.locator("#outbox")).toBeHidden();
  await expect.poll(() => approvals(page, code)).toBe(before + 1);
  await page.goto(at("/en/inbox"));
  await expect(page.locator("#offline-notice")).toBeHidden();
  await expect.poll(() => cached(page)).not.toContain(address);
  await page.context().close();
});

test("offline pages are cleared on sign-out, session end and impersonation", async ({ page }) => {
  await signInAnew(page, "liaison.tn");
  const read = async () => {
    await page.goto(at("/fr/inbox"));
    await expect.poll(() => cached(page)).toContain("/fr/inbox");
  };
  await read();
  await page.goto(at("/fr/account"));
  await page.getByRole("button", { name: french("account.sign_out"), exact: true }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await expect.poll(() => cached(page)).toEqual([]);
  await page.context().setOffline(true);
  await expect(page.goto(at("/fr/inbox"))).rejects.toThrow(/ERR_/);
  await page.context().setOffline(false);

  await signInAnew(page, "liaison.tn");
  await read();
  await page.context().clearCookies(); // the session has expired or was revoked
  await page.goto(at("/fr/inbox"));
  await expect(page).toHaveURL(/sign-in/);
  await expect.poll(() => cached(page)).toEqual([]);

  await signInAnew(page, "liaison.tn");
  await read();
  await page.context().clearCookies();
  await signInAnew(page, "admin");
  await page.goto(at("/fr/accounts?q=liaison.tn"));
  await page.locator("tbody th a").first().click();
  await page.getByRole("button", { name: french("member.see") }).click();
  await expect(page).toHaveURL(at("/fr/inbox"));
  await expect.poll(() => cached(page)).toEqual([]); // nothing is cached while impersonating
});
