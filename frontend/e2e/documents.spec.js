// A signed report approves all that waits for its state, so each test has a server and a record of its own.
import { createHash } from "node:crypto";
import { expect, test } from "@playwright/test";
import { clock, startServer } from "./server.mjs";
import { signInAnew } from "./sign_in.mjs";
import { at } from "./templates.mjs";
import { english } from "./words.mjs";

/** @type {() => Promise<void>} */
let stop;

test.beforeEach(async () => {
  const [shared, own] = [process.env.JALONS_URL, await startServer()];
  process.env.JALONS_URL = own.url;
  stop = async () => {
    process.env.JALONS_URL = shared;
    await own.stop();
  };
});
test.afterEach(() => stop());

for (const javaScriptEnabled of [true, false]) {
  test(`a report is generated, printed on A4 and signed ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    browser,
  }) => {
    const liaison = await browser.newPage({ javaScriptEnabled, locale: "en" });
    await signInAnew(liaison, "liaison.tn");
    await liaison.goto(at("/en/documents"));
    await liaison.getByRole("button", { name: english("document.generate") }).click();
    await expect(liaison.locator("h1")).toHaveText("Tunisia");
    const sum = await liaison.locator(".proof code.sum").first().textContent();
    const code = liaison.url().split("/").at(-1);
    const json = await liaison.request.get(at(`/api/v1/reports/${code}`));
    expect(
      createHash("sha256")
        .update(await json.body())
        .digest("hex"),
    ).toBe(sum);
    const pdf = (await liaison.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect(pdf).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
    await liaison.goto(at(`/en/documents/new?report=${code}`));
    await liaison.getByLabel(english("document.signatory")).fill("Minister of the civil service");
    await liaison.getByLabel(english("document.signed_on")).fill(clock.slice(0, 10));
    await liaison
      .getByLabel(english("document.file"))
      .setInputFiles({ name: "report.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nsigned") });
    await liaison.getByRole("button", { name: english("document.record") }).click();
    await expect(liaison.getByRole("status").first()).toHaveText(english("document.said_signed"));
    await liaison.goto(at(`/en/reports/${code}`));
    await expect(liaison.locator(".tags")).toContainText("Minister of the civil service");
    await liaison.context().close();
  });
}
