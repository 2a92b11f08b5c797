// The texts of the pages by key, so that a text can be put better without a change of the tests.
import { readFileSync } from "node:fs";

/** @type {Record<string, Record<string, string | Record<string, string>>>} */
const languages = {};
for (const lang of ["fr", "en", "ar"])
  languages[lang] = JSON.parse(readFileSync(new URL(`../languages/${lang}.json`, import.meta.url), "utf8"));

/**
 * The text of a key with its placeholders filled in; n chooses the plural form, and {of:key} writes a count by the
 * text of a key.
 * @param {string} lang
 * @param {string} key
 * @param {Record<string, string | number>} [args]
 * @returns {string}
 */
export function words(lang, key, args = {}) {
  const text = languages[lang]?.[key];
  if (text === undefined) throw new Error(`no text ${key} in ${lang}`);
  const form =
    typeof text === "string" ? text : (text[new Intl.PluralRules(lang).select(Number(args.n))] ?? text.other);
  const filled = form.replace(/\{([a-z_]+)(?::([a-z_.]+))?\}/g, (whole, name, counted) =>
    counted && name in args ? words(lang, counted, { n: args[name] }) : String(args[name] ?? whole),
  );
  if (/\{[a-z_]+[:}]/.test(filled)) throw new Error(`${key} lacks an argument: ${filled}`);
  return filled;
}

/** @param {string} key @param {Record<string, string | number>} [args] */
export const english = (key, args) => words("en", key, args);

/** @param {string} key @param {Record<string, string | number>} [args] */
export const french = (key, args) => words("fr", key, args);
