// Builds dist/: one bundle for each entry in src/, the style sheets and the icon, fingerprinted and compressed in
// advance.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const placeholder = ".keep"; // lets an empty dist/ be embedded

/** Entries are the files directly in src/; what they share lies in src/lib/. */
async function entries() {
  const names = await readdir(join(here, "src"));
  const modules = names.filter((name) => name.endsWith(".js")).map((name) => join("src", name));
  return [...modules, join("styles", "main.css"), join("styles", "signed_in.css")].sort();
}

/** Bundles all entries in memory. @returns {Promise<[string, Buffer][]>} names and contents */
async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: await entries(),
    entryNames: "[name]",
    outdir: dist,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome109", "firefox115", "safari16"],
    charset: "utf8",
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  return result.outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]);
}

/** The icon needs no bundling. @returns {Promise<[string, Buffer]>} */
async function icon() {
  return ["favicon.svg", await readFile(join(here, "styles", "favicon.svg"))];
}

/**
 * "map.js" and its bytes become "map-1A2B3C4D.js": the name changes exactly when the content does.
 * @param {string} name @param {Buffer} bytes
 */
function fingerprinted(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const extension = extname(name);
  return `${basename(name, extension)}-${hash}${extension}`;
}

/** @param {Buffer} bytes */
function brotli(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params });
}

/**
 * The tenth byte of a gzip header names the operating system; 255 (unknown) makes builds reproducible.
 * @param {Buffer} bytes
 */
function gzip(bytes) {
  const packed = gzipSync(bytes, { level: 9 });
  packed[9] = 255;
  return packed;
}

/** @param {string} folder */
async function empty(folder) {
  await mkdir(folder, { recursive: true });
  const old = (await readdir(folder)).filter((name) => name !== placeholder);
  await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true })));
}

/** @param {string} name @param {Buffer} bytes @returns {Promise<[string, string]>} */
async function write(name, bytes) {
  const target = fingerprinted(name, bytes);
  const packed = brotli(bytes);
  await writeFile(join(dist, target), bytes);
  await writeFile(join(dist, `${target}.br`), packed);
  await writeFile(join(dist, `${target}.gz`), gzip(bytes));
  console.log(`${target}  ${bytes.length} bytes, ${packed.length} as brotli`);
  return [name, target];
}

const files = [...(await bundle()), await icon()].sort(([a], [b]) => (a < b ? -1 : 1));
await empty(dist);
const names = [];
for (const [name, bytes] of files) names.push(await write(name, bytes));
await writeFile(join(dist, "manifest.json"), `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`);
