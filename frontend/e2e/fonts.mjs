// Which fonts the browser sees: those of npm and no others.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const results = fileURLToPath(new URL("results", import.meta.url));

/** What takes the place of the families of our style sheet. */
const wideFamilies = { sans: "DejaVu Sans", serif: "DejaVu Serif", mono: "DejaVu Sans Mono" };

/**
 * The file of fontconfig's settings: the usual fonts, or for every family of our style sheet one that takes
 * about as much room as the widest of those that readers have (Verdana, Tahoma).
 * @param {string} usual folder of the usual fonts @param {boolean} wide
 */
export async function fontsOf(usual, wide) {
  const file = join(results, wide ? "wide-fonts.conf" : "fonts.conf");
  const text = wide
    ? settings([folderOf("dejavu-fonts-ttf", "ttf")], `${onlyWide}${await aliases()}`)
    : settings([usual, ...arabic], "");
  await mkdir(results, { recursive: true });
  await writeFile(`${file}.${process.pid}`, text);
  await rename(`${file}.${process.pid}`, file); // whole at every moment: several workers start at once
  return file;
}

/** @param {string} name of a package @param {string} folder */
const folderOf = (name, folder) => join(dirname(require.resolve(`${name}/package.json`)), folder);

/** The packed Chromium brings Latin letters only, and of fontconfig's fonts it takes TrueType but no WOFF. */
const arabic = ["400Regular", "700Bold"].map((weight) => folderOf("@expo-google-fonts/noto-sans-arabic", weight));

/** The package has condensed letters and those of formulas, too; what no rule names is drawn without serifs. */
const onlyWide = `<selectfont>
<acceptfont><glob>*/DejaVuSans.ttf</glob><glob>*/DejaVuSans-*.ttf</glob></acceptfont>
<acceptfont><glob>*/DejaVuSerif.ttf</glob><glob>*/DejaVuSerif-*.ttf</glob>
  <glob>*/DejaVuSansMono*.ttf</glob></acceptfont>
<rejectfont><glob>*</glob></rejectfont>
</selectfont>
<match target="pattern"><edit name="family" mode="append_last"><string>DejaVu Sans</string></edit></match>
`;

/** @param {string[]} folders @param {string} rules */
const settings = (folders, rules) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map((folder) => `<dir>${folder}</dir>\n`).join("")}<cachedir>${join(results, "fonts-cache")}</cachedir>
${rules}</fontconfig>
`;

/** Each family that our style sheet names is the wide one; "same" makes a browser take it for the family itself. */
async function aliases() {
  const sheets = ["tokens", "base"].map((name) => readFile(new URL(`../styles/${name}.css`, import.meta.url), "utf8"));
  const lists = (await Promise.all(sheets)).join("").matchAll(/(?:--(sans|serif)|font-family): ([^;(]+);/g);
  const rules = [...lists].flatMap(([, kind, list]) => {
    const to = wideFamilies[/** @type {keyof typeof wideFamilies | undefined} */ (kind) ?? "mono"];
    return list.split(",").map((name) => alias(name.trim().replaceAll('"', ""), to));
  });
  return [...new Set(rules)].join("");
}

/** @param {string} from @param {string} to */
const alias = (from, to) =>
  `<alias binding="same"><family>${from}</family><prefer><family>${to}</family></prefer></alias>\n`;
