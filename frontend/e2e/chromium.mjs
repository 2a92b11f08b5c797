// Finds a Chromium to drive: $CHROMIUM, Playwright's own, one of the system, or the one that npm ships.
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { chromium } from "@playwright/test";

const require = createRequire(import.meta.url);
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** No flag lets pages do more than they may; these only keep the browser itself from phoning out. */
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/** @returns {Promise<{executablePath: string, args: string[], env: Record<string, string>}>} how to launch it */
export async function findChromium() {
  const args = process.getuid?.() === 0 ? [...quiet, "--no-sandbox"] : quiet;
  const env = /** @type {Record<string, string>} */ ({ ...process.env });
  const path = process.env.CHROMIUM || installed();
  if (path) return { executablePath: path, args, env };
  const folder = await unpacked();
  return {
    executablePath: join(folder, "chromium"),
    args: [...args, "--headless=shell", "--no-zygote"],
    env: { ...env, FONTCONFIG_FILE: join(folder, "fonts.conf") },
  };
}

function installed() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = [chromium.executablePath(), ...names.flatMap((name) => folders.map((folder) => join(folder, name)))];
  return found.find((path) => path && existsSync(path));
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
  await arabic(join(fresh, "fonts"));
  await writeFile(join(fresh, "fonts.conf"), fontsConf(folder));
  await rename(fresh, folder).catch(async (error) => {
    if (!existsSync(folder)) throw error;
    await rm(fresh, { recursive: true });
  });
  return folder;
}

/** The packed Chromium brings Latin letters only. @param {string} to */
async function arabic(to) {
  const files = join(dirname(require.resolve("@fontsource/noto-sans-arabic/package.json")), "files");
  const wanted = (await readdir(files)).filter((name) => /-arabic-(400|700)-normal\.woff$/.test(name));
  for (const name of wanted) await writeFile(join(to, name), await readFile(join(files, name)));
}

/** @param {string} folder */
const fontsConf = (folder) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(folder, "fonts")}</dir><cachedir>${join(folder, "fonts-cache")}</cachedir></fontconfig>
`;

/** Reads the plain files of a tar archive: name at 0, size at 124 in octal, kind at 156. @param {Buffer} tar @param {string} to */
async function untar(tar, to) {
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const field = (/** @type {number} */ from, /** @type {number} */ length) => tar.toString("utf8", at + from, at + from + length).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(124, 12), 8);
    const name = field(0, 100).split("/").filter((part) => part && part !== "." && part !== "..").join("/");
    if (["0", ""].includes(field(156, 1)) && name) {
      await mkdir(dirname(join(to, name)), { recursive: true });
      await writeFile(join(to, name), tar.subarray(at + 512, at + 512 + size));
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
