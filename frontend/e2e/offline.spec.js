// What a liaison has read stays readable without a line, and leaves the device with its reader.
import { expect, test } from "@playwright/test";
import { declare } from "./declare.mjs";
import { enter, signInAnew } from "./sign_in.mjs";
import { at } from "./templates.mjs";
import { english, french } from "./words.mjs";

/**
 * The addresses that the device has kept.
 * @param {import("@playwright/test").Page} page
 * @returns {Promise<string[]>}
 */
const kept = (page) =>
  page.evaluate(async () =>
    (await caches.has("inbox"))
      ? (await (await caches.open("inbox")).keys()).map(({ url }) => new URL(url).pathname)
      : [],
  );

/** How often something was approved. @param {import("@playwright/test").Page} page @param {string} code */
async function approved(page, code) {
  const { history } = await (await page.request.get(at(`/api/v1/milestones/${code}?lang=en`))).json();
  return history.filter((/** @type {{kind: string}} */ event) => event.kind === "approved").length;
}

test("the inbox is read and answered without a line, and the answer goes out once", async ({ browser }) => {
  const code = "TN-2024-C03.2";
  await declare(browser, code, "completed", "read in the valley");
  const page = await enter(browser, "liaison.tn");
  const before = await approved(page, code);
  await page.goto(at("/en/inbox"));
  const card = page.locator(".entry", { hasText: code }).first();
  const address = String(await card.locator("a").first().getAttribute("href"));
  await expect.poll(() => kept(page)).toEqual(expect.arrayContaining(["/en/inbox", address]));
  await expect(page.locator("#offline-notice")).toBeHidden();

  // A copy of an earlier release, whose files are gone, is made anew.
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
  await expect.poll(() => approved(page, code)).toBe(before + 1);
  await page.goto(at("/en/inbox"));
  await expect(page.locator("#offline-notice")).toBeHidden();
  await expect.poll(() => kept(page)).not.toContain(address);
  await page.context().close();
});

test("copies leave the device with their reader", async ({ page }) => {
  await signInAnew(page, "liaison.tn");
  const read = async () => {
    await page.goto(at("/fr/inbox"));
    await expect.poll(() => kept(page)).toContain("/fr/inbox");
  };
  await read();
  await page.goto(at("/fr/account"));
  await page.getByRole("button", { name: french("account.sign_out"), exact: true }).click();
  await expect(page.getByRole("status")).toBeVisible();
  await expect.poll(() => kept(page)).toEqual([]);
  await page.context().setOffline(true);
  await expect(page.goto(at("/fr/inbox"))).rejects.toThrow(/ERR_/);
  await page.context().setOffline(false);

  await signInAnew(page, "liaison.tn");
  await read();
  await page.context().clearCookies(); // the session has run out, or was ended from another device
  await page.goto(at("/fr/inbox"));
  await expect(page).toHaveURL(/sign-in/);
  await expect.poll(() => kept(page)).toEqual([]);

  await signInAnew(page, "liaison.tn");
  await read();
  await page.context().clearCookies();
  await signInAnew(page, "admin");
  await page.goto(at("/fr/people?q=liaison.tn"));
  await page.locator("tbody th a").first().click();
  await page.getByRole("button", { name: french("member.see") }).click();
  await expect(page).toHaveURL(at("/fr/inbox"));
  await expect.poll(() => kept(page)).toEqual([]); // who sees as somebody else keeps nothing
});
