// The work of staff, liaisons and assessors. Each test writes about milestones of its own.
import { expect, test } from "@playwright/test";
import { fillUpdate, submitUpdate } from "./declare.mjs";
import { clock } from "./server.mjs";
import { enter, signIn } from "./sign_in.mjs";
import { at } from "./templates.mjs";
import { english } from "./words.mjs";

const law = "https://example.org/law";

/**
 * When statements with this note were recorded.
 * @param {import("@playwright/test").Page} page @param {string} code @param {string} note @returns {Promise<string[]>}
 */
async function statementTimes(page, code, note) {
  const { history } = await (await page.request.get(at(`/api/v1/milestones/${code}?lang=en`))).json();
  return history
    .filter(
      (/** @type {{kind: string, note: Record<string, string>}} */ e) =>
        e.kind === "declared" && e.note && Object.values(e.note).includes(note),
    )
    .map((/** @type {{recorded_at: string}} */ { recorded_at }) => recorded_at);
}

/**
 * How many statements have this note.
 * @param {import("@playwright/test").Page} page
 * @param {string} code
 * @param {string} note
 */
const statements = async (page, code, note) => (await statementTimes(page, code, note)).length;

test("an assessment is shown beside the declared level", async ({ browser }) => {
  const page = await enter(browser, "assessor.1");
  await page.goto(at("/en/assessments/TN-2024-C05.3"));
  await page.getByRole("radio", { name: english("level.limited") }).check();
  await page.getByLabel(english("assessment.verdict")).fill("Half of the data are missing.");
  await page.getByRole("button", { name: english("assessment.publish") }).click();
  await expect(page.getByRole("status").first()).toHaveText(english("assessment.said_assessed"));
  await page.goto(at("/en/commitments/TN-2024-C05#tn-2024-c05.3"));
  await expect(page.locator("[id='tn-2024-c05.3']")).toContainText(english("level.limited"));
  await page.context().close();
});

test("an update is entered by shortcuts and undone", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: at("/") });
  await signIn(page, "staff.1");
  await page.goto(at("/en/worklist?tab=late&open=TN-2021-C03.2"));
  const entry = page.locator("[id='TN-2021-C03.2']");
  await entry.focus();
  await page.evaluate((text) => navigator.clipboard.writeText(text), law);
  await page.keyboard.press("l");
  await expect(entry.getByRole("radio", { name: english("level.limited") })).toBeChecked();
  await page.keyboard.press("Control+v");
  await expect(entry.getByLabel(english("update.evidence"))).toHaveValue(law);
  await page.keyboard.press("Control+Enter");
  await expect(page.locator(".result")).toContainText("TN-2021-C03.2");
  const open = page.locator("form.update");
  await expect(open).toHaveCount(1);
  await expect(open).not.toHaveAttribute("data-code", "TN-2021-C03.2");
  await expect(open.locator("input[name=level]").first()).toBeFocused();
  await page.locator(".result").getByRole("button").click();
  await expect(page.getByRole("status").first()).toContainText(english("worklist.said_undone"));
  await expect(page.getByRole("radio", { name: english("level.limited") })).toBeChecked();
  await expect(page.getByLabel(english("update.evidence"))).toHaveValue(law);
});

test("= confirms an item and Ctrl+Z undoes it", async ({ page }) => {
  await signIn(page, "staff.1");
  await page.goto(at("/en/items/TN-2024-C02.3"));
  await page.locator("form.update input[name=level]").first().focus();
  await page.keyboard.press("=");
  await expect(page.locator(".result")).toContainText("TN-2024-C02.3");
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("status").first()).toContainText(english("worklist.said_undone"));
  await page.getByRole("textbox", { name: english("update.note") }).fill("typed");
  await page.keyboard.press("Control+z"); // the browser's own, in a text
  await expect(page.getByRole("textbox", { name: english("update.note") })).not.toHaveValue("typed");
});

test("the worklist prints with boxes to fill in by hand", async ({ page }) => {
  await signIn(page, "staff.1");
  await page.goto(at("/en/worklist?tab=late"));
  const boxes = page.locator(".entry .paper-only").first();
  await expect(boxes).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(boxes).toContainText(
    ["not_started", "limited", "substantial", "completed"].map((level) => english(`level.${level}`)).join(" "),
  );
  await expect(page.locator("form.update")).toHaveCount(0);
});

test("arrow keys move between rows and Enter opens the form", async ({ page }) => {
  await signIn(page, "staff.1");
  await page.goto(at("/en/worklist?tab=late"));
  const rows = page.locator(".entry");
  await rows.first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(rows.nth(1).locator("form.update")).toBeVisible();
  await expect(rows.nth(1).locator("input[name=level]").first()).toBeFocused();
});

for (const [
  javaScriptEnabled,
  review,
  first,
  second,
  both,
  lent,
] of /** @type {[boolean, string, string, string, string, string][]} */ ([
  [true, "TN-2024-C01.4", "TN-2024-C04.6", "TN-2024-C05.6", "TN-2024-C03.3", "TN-2021-C03.1"],
  [false, "TN-2024-C02.6", "TN-2024-C02.5", "TN-2024-C01.3", "TN-2024-C04.3", "TN-2021-C02.6"],
])) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test("a conflicting update shows the stored and the typed values", async ({ browser }) => {
      const [one, two] = [
        await enter(browser, "staff.1", { javaScriptEnabled }),
        await enter(browser, "liaison.tn", { javaScriptEnabled }),
      ];
      const form = await fillUpdate(one, both, "substantial", "mine");
      await submitUpdate(two, both, "substantial", "theirs");
      await form.getByRole("button", { name: english("update.submit") }).click();
      await expect(one.getByRole("alert")).toContainText(english("error.changed_meanwhile", { code: both }));
      const rows = one.locator(".conflict tr");
      await expect(rows.filter({ hasText: english("reading.note") })).toContainText("theirs");
      await expect(rows.filter({ hasText: english("reading.note") })).toContainText("mine");
      await expect(one.getByRole("textbox", { name: english("update.note") })).toHaveValue("mine");
      await one.getByRole("button", { name: english("update.submit") }).click();
      await expect(one.locator(".result")).toContainText(both);
      await one.context().close();
      await two.context().close();
    });

    test("a delegate can approve until the delegation ends, even on an open page", async ({ browser }) => {
      const [staff, giver, delegate] = [
        await enter(browser, "staff.1", { javaScriptEnabled }),
        await enter(browser, "liaison.tn", { javaScriptEnabled }),
        await enter(browser, "admin", { javaScriptEnabled }),
      ];
      await submitUpdate(staff, lent, "completed", "for the delegate");
      await giver.goto(at("/en/delegations"));
      await giver.getByLabel(english("delegation.email")).fill("admin@demonstration.example");
      await giver
        .getByLabel(english("delegation.until"))
        .fill(new Date(Date.parse(clock) + 5 * 86_400_000).toISOString().slice(0, 10));
      await giver.getByLabel(english("delegation.commitment")).fill(lent.split(".")[0]);
      await giver.getByLabel(english("delegation.reason")).fill("leave");
      await giver.getByRole("button", { name: english("delegation.give"), exact: true }).click();
      await expect(giver.getByRole("status").first()).toBeVisible();
      await delegate.goto(at("/en/inbox"));
      await delegate.locator(".entry", { hasText: lent }).locator(".entry-title > a").click();
      await expect(delegate.locator("main")).toContainText(english("way.delegation"));
      await giver
        .locator("tr", { hasText: lent.split(".")[0] })
        .filter({ hasText: english("delegation.standing_in_force") })
        .getByRole("button")
        .click();
      await expect(
        giver
          .locator("tr", { hasText: lent.split(".")[0] })
          .filter({ hasText: english("delegation.standing_in_force") }),
      ).toHaveCount(0);
      await delegate.getByRole("button", { name: english("reading.approve"), exact: true }).click();
      await expect(delegate.locator("main")).toContainText(english("error.out_of_scope"));
      await giver.goto(at(`/en/inbox`));
      await expect(giver.locator(".entry", { hasText: lent })).toHaveCount(1);
      for (const page of [staff, giver, delegate]) await page.context().close();
    });

    test("an update is sent back, corrected, approved and the approval revoked", async ({ browser }) => {
      const [staff, liaison] = [
        await enter(browser, "staff.1", { javaScriptEnabled }),
        await enter(browser, "liaison.tn", { javaScriptEnabled }),
      ];
      await submitUpdate(staff, review, "limited", "first try");
      await liaison.goto(at("/en/inbox"));
      await liaison.locator(".entry", { hasText: review }).locator(".entry-title > a").click();
      await expect(liaison.locator("table").first()).toContainText("first try");
      await liaison.locator("#send-back > summary").click();
      await liaison.getByLabel(english("reading.comment")).fill("Which page of the law?");
      await liaison.getByRole("button", { name: english("reading.send_back_button") }).click();
      await expect(liaison.getByRole("status").first()).toContainText(english("inbox.said_sent_back"));
      await staff.goto(at("/en/worklist?tab=sent_back"));
      await expect(staff.locator(".entry", { hasText: review })).toContainText("Which page of the law?");
      await submitUpdate(staff, review, "limited", "page 3");
      await liaison.goto(at("/en/inbox"));
      await liaison.locator(".entry", { hasText: review }).locator(".entry-title > a").click();
      await liaison.getByRole("button", { name: english("reading.approve"), exact: true }).click();
      await expect(liaison.getByRole("status").first()).toContainText(english("inbox.said_approved"));
      await liaison.locator("#answered ~ ol .entry", { hasText: review }).getByRole("link").click();
      await liaison.locator("#revoke ~ details > summary").click();
      await liaison.getByLabel(english("item.reason")).fill("The law is not published.");
      await liaison.getByRole("button", { name: english("reading.revoke") }).click();
      await expect(liaison.getByRole("status").first()).toContainText(english("inbox.said_revoked"));
      await staff.goto(at(`/en/commitments/${review.split(".")[0]}`));
      await expect(staff.locator("#history ~ ol").first()).toContainText("The law is not published.");
      await staff.context().close();
      await liaison.context().close();
    });

    test("several updates are approved after a confirmation page", async ({ browser }) => {
      const [staff, liaison] = [
        await enter(browser, "staff.1", { javaScriptEnabled }),
        await enter(browser, "liaison.tn", { javaScriptEnabled }),
      ];
      for (const code of [first, second])
        await submitUpdate(staff, code, javaScriptEnabled ? "limited" : "substantial", "several");
      await liaison.goto(at("/en/inbox"));
      for (const code of [first, second])
        await liaison.locator(".entry", { hasText: code }).getByRole("checkbox").check();
      await liaison.getByRole("button", { name: english("inbox.approve_ticked") }).click();
      await expect(liaison.locator("h1")).toHaveText(english("batch.title"));
      await expect(liaison.locator(".entry")).toHaveCount(2);
      await liaison.getByRole("button", { name: english("batch.approve", { n: 2 }) }).click();
      await expect(liaison.locator(".outcomes li.ok")).toHaveCount(2);
      await staff.context().close();
      await liaison.context().close();
    });
  });
}

test("an update queued offline is sent once, even by another tab", async ({ browser }) => {
  const page = await enter(browser, "staff.1");
  const form = await fillUpdate(page, "TN-2024-C02.2", "substantial", "from the airplane");
  await page.context().setOffline(true);
  await form.getByRole("button", { name: english("update.submit") }).click();
  await expect(page.locator("#outbox")).toHaveText(`${english("outbox.pending")} 1`);
  const context = page.context();
  await page.close();
  await context.setOffline(false);
  const later = await context.newPage();
  await later.goto(at("/en/worklist"));
  await expect.poll(() => statements(later, "TN-2024-C02.2", "from the airplane")).toBe(1);
  await expect(later.locator("#outbox")).toBeHidden();
  await later.reload();
  expect(await statements(later, "TN-2024-C02.2", "from the airplane")).toBe(1);
  await context.close();
});

test("queued requests are sent in order", async ({ browser }) => {
  const first = await enter(browser, "staff.1");
  const context = first.context();
  const second = await context.newPage();
  const note = "one after the other";
  await context.clock.install({ time: clock });
  const written = /** @type {const} */ ([
    [first, "TN-2021-C04.1", "b"],
    [second, "TN-2021-C04.2", "a"],
  ]);
  for (const [page, code, key] of written) {
    const form = await fillUpdate(page, code, "completed", note);
    // What is stored is in the order of its keys.
    await form.locator("input[name=key]").evaluate((input, start) => {
      if (input instanceof HTMLInputElement) input.value = start + input.value.slice(1);
    }, key);
  }
  await context.setOffline(true);
  for (const [page] of written) {
    await page
      .locator("form.update")
      .getByRole("button", { name: english("update.submit") })
      .click();
    await expect(page.locator("#outbox")).toBeVisible();
    await context.clock.fastForward(1000);
  }
  await context.setOffline(false);
  for (const [page, code] of written) await expect.poll(() => statements(page, code, note)).toBe(1);
  const [[one], [other]] = await Promise.all(written.map(([page, code]) => statementTimes(page, code, note)));
  expect(Date.parse(one)).toBeLessThan(Date.parse(other));
  await context.close();
});

test("an update whose answer is lost is counted once", async ({ browser }) => {
  const page = await enter(browser, "staff.1");
  const form = await fillUpdate(page, "TN-2024-C03.1", "substantial", "cut off");
  let sent = 0;
  await page.route("**/worklist/update", async (route) => {
    if (sent++ > 0) return route.continue();
    await route.fetch({ maxRedirects: 0 });
    await route.abort("connectionreset");
  });
  await form.getByRole("button", { name: english("update.submit") }).click();
  await expect(page.locator("#outbox")).toHaveText(`${english("outbox.pending")} 1`);
  await expect(page.locator("#outbox")).toBeHidden();
  expect(sent).toBeGreaterThan(1);
  expect(await statements(page, "TN-2024-C03.1", "cut off")).toBe(1);
  await page.context().close();
});

test("an expired session loses no input", async ({ browser }) => {
  const page = await enter(browser, "staff.1");
  const form = await fillUpdate(page, "TN-2021-C05.2", "substantial", "after lunch");
  await page.context().clearCookies();
  await form.getByRole("button", { name: english("update.submit") }).click();
  await expect(page.locator("#outbox")).toHaveText(`${english("outbox.pending")} 1`);
  expect(await statements(page, "TN-2021-C05.2", "after lunch")).toBe(0);
  await signIn(page, "staff.1");
  await page.goto(at("/en/worklist"));
  await expect.poll(() => statements(page, "TN-2021-C05.2", "after lunch")).toBe(1);
  await expect(page.locator("#outbox")).toBeHidden();
  await page.context().close();
});

test("autosave restores a form after its tab was closed", async ({ browser }) => {
  const page = await enter(browser, "staff.1");
  await fillUpdate(page, "TN-2021-C05.4", "completed", "half a sentence");
  const context = page.context();
  await page.close();
  const again = await context.newPage();
  await again.goto(at("/en/items/TN-2021-C05.4"));
  await expect(again.getByRole("textbox", { name: english("update.note") })).toHaveValue("half a sentence");
  await expect(again.getByRole("radio", { name: english("level.completed") })).toBeChecked();
  await context.close();
});

/** A PDF of one page. */
const pdf = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R
  /Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length 46>>stream
BT /F1 48 Tf 60 700 Td (Law no. 2026-12) Tj ET
endstream endobj
trailer<</Root 1 0 R>>
%%EOF`;

test("the thumbnail of a PDF is loaded only when its reviewer opens it", async ({ browser }) => {
  const code = "TN-2024-C05.4";
  const staff = await enter(browser, "staff.1");
  await staff.goto(at(`/en/items/${code}`));
  const form = staff.locator("form.update");
  await form.getByRole("radio", { name: english("level.completed") }).check();
  await form
    .getByLabel(english("update.file"))
    .setInputFiles({ name: "law.pdf", mimeType: "application/pdf", buffer: Buffer.from(pdf) });
  await form.getByRole("textbox", { name: english("update.note") }).fill("with the law itself");
  await form.getByRole("button", { name: english("update.submit") }).click();
  await expect(staff.locator(".result")).toContainText(code);
  await staff.context().close();

  const liaison = await enter(browser, "liaison.tn");
  await liaison.goto(at("/en/inbox"));
  await liaison.locator(".entry", { hasText: code }).first().locator("a").first().click();
  await expect(async () => {
    await liaison.reload();
    await expect(liaison.locator("details.thumbnail")).toBeVisible({ timeout: 1000 });
  }).toPass();
  const picture = liaison.locator("details.thumbnail img");
  expect(await picture.evaluate((/** @type {HTMLImageElement} */ img) => img.naturalWidth)).toBe(0);
  await liaison.getByText(english("proof.picture")).press("Enter");
  await expect.poll(() => picture.evaluate((/** @type {HTMLImageElement} */ img) => img.naturalWidth)).toBe(720);
  await liaison.context().close();
});
