// The pinned Chromium and the pinned fonts, both from npm: nothing of the machine decides what a test sees.
// $CHROMIUM names another browser, which draws with the same fonts.
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { fontsOf } from "./fonts.mjs";

const require = createRequire(import.meta.url);

/** No flag lets pages do more than they may; these only keep the browser itself from phoning out. */
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/** The root font size that a reader sets who needs letters twice as large: twice Chromium's 16 px. */
const twice = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26";

/**
 * How to launch the browser.
 * @param {{wide?: boolean, large?: boolean}} [as] wide: with fonts that take more room; large: letters twice as large
 * @returns {Promise<{executablePath: string, args: string[], env: Record<string, string>}>}
 */
export async function findChromium({ wide = false, large = false } = {}) {
  const folder = await unpacked();
  const { FONTCONFIG_PATH, FONTCONFIG_SYSROOT, ...kept } = /** @type {Record<string, string>} */ (process.env);
  const env = { ...kept, FONTCONFIG_FILE: await fontsOf(join(folder, "fonts"), wide) };
  const args = [...quiet, ...(large ? [twice] : []), ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
  if (process.env.CHROMIUM) return { executablePath: process.env.CHROMIUM, args, env };
  return { executablePath: join(folder, "chromium"), args: [...args, "--headless=shell", "--no-zygote"], env };
}

/** Unpacks the Chromium of npm once into the user's cache; a half-made folder is never taken for a whole one. */
async function unpacked() {
  const root = dirname(dirname(dirname(require.resolve("@sparticuz/chromium"))));
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(cache, "jalons", `chromium-${version}`);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}`;
  await mkdir(join(fresh, "fonts"), { recursive: true });
  await writeFile(join(fresh, "chromium"), brotliDecompressSync(await readFile(join(root, "bin", "chromium.br"))));
  await chmod(join(fresh, "chromium"), 0o755);
  await untar(brotliDecompressSync(await readFile(join(root, "bin", "swiftshader.tar.br"))), fresh);
  await untar(brotliDecompressSync(await readFile(join(root, "bin", "fonts.tar.br"))), join(fresh, "fonts"));
  await rename(fresh, folder).catch(async (error) => {
    if (!existsSync(folder)) throw error;
    await rm(fresh, { recursive: true });
  });
  return folder;
}

/**
 * Reads the plain files of a tar archive: name at 0, size at 124 in octal, kind at 156.
 * @param {Buffer} tar
 * @param {string} to
 */
async function untar(tar, to) {
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const field = (/** @type {number} */ from, /** @type {number} */ length) =>
      tar.toString("utf8", at + from, at + from + length).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(124, 12), 8);
    const name = field(0, 100)
      .split("/")
      .filter((part) => part && part !== "." && part !== "..")
      .join("/");
    if (["0", ""].includes(field(156, 1)) && name) {
      await mkdir(dirname(join(to, name)), { recursive: true });
      await writeFile(join(to, name), tar.subarray(at + 512, at + 512 + size));
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
