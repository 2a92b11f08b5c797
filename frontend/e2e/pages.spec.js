import { expect, test } from "@playwright/test";
import { check, watch } from "./checks.mjs";
import { addressOf, at, languages, templates } from "./templates.mjs";

for (const template of templates) {
  test(template.name, async ({ page }) => {
    const trouble = watch(page);
    for (const lang of languages) {
      await test.step(lang, async () => {
        await page.setViewportSize({ width: 360, height: 800 }); // as the first one was opened
        const answer = await page.goto(at(addressOf(template, lang)));
        expect(answer?.status()).toBe(template.status ?? 200);
        await check(page, lang, template);
      });
    }
    expect(trouble).toEqual([]);
  });
}
