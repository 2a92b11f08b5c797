import { expect, test } from "@playwright/test";
import { check, watch } from "./checks.mjs";
import { addressOf, at, languages, templates } from "./templates.mjs";

for (const template of templates) {
  for (const lang of languages) {
    test(`${template.name} in ${lang}`, async ({ page }) => {
      const trouble = watch(page);
      const answer = await page.goto(at(addressOf(template, lang)));
      expect(answer?.status()).toBe(template.status ?? 200);
      await check(page, lang, template);
      expect(trouble).toEqual([]);
    });
  }
}
