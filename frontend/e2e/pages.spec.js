import { expect, test } from "@playwright/test";
import { check, collectErrors } from "./checks.mjs";
import { addressOf, at, languages, templates } from "./templates.mjs";

for (const template of templates) {
  test(template.name, async ({ page }) => {
    const errors = collectErrors(page);
    for (const lang of languages) {
      await test.step(lang, async () => {
        await page.setViewportSize({ width: 360, height: 800 });
        const answer = await page.goto(at(addressOf(template, lang)));
        expect(answer?.status()).toBe(template.status ?? 200);
        await check(page, lang, template);
      });
    }
    expect(errors).toEqual([]);
  });
}
