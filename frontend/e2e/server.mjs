// Starts the built server on a free port with a fresh record, and stops it.
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** When the server starts, by its own clock: the day after the demonstration ends. It runs on from there. */
export const clock = "2026-11-16T09:00:00Z";

const binary = fileURLToPath(new URL("../../bin/jalons", import.meta.url));
const results = fileURLToPath(new URL("results", import.meta.url));
const run = promisify(execFile);

/**
 * @typedef {{url: string, pid: number, stop: () => Promise<void>}} Server
 *   stop fails unless the server ends as it should
 */

/** @returns {Promise<Server>} */
export async function startServer() {
  if (!existsSync(binary)) throw new Error(`${binary} is not built: make build does it`);
  await mkdir(results, { recursive: true });
  return serve(await copyOf(await record()));
}

/**
 * Loading the demonstration takes half a minute, so it is done once for each build of the server: the folder of
 * its database, as a server left it that was stopped.
 */
async function record() {
  const hash = createHash("sha256")
    .update(await readFile(binary))
    .digest("hex")
    .slice(0, 12);
  const made = join(results, `record-${hash}`);
  if (existsSync(made)) return made;
  const data = await newFolder();
  await (await serve(data, { keep: true })).stop();
  for (const name of await readdir(results))
    if (name.startsWith("record-")) await rm(join(results, name), { recursive: true });
  const fresh = `${made}.${process.pid}`;
  await run("cp", ["-a", data, fresh]);
  await rm(data, { recursive: true });
  await rename(fresh, made);
  return made;
}

/** @param {string} made the owners of its files are kept: as root the database runs as another user */
async function copyOf(made) {
  const data = await newFolder();
  await run("cp", ["-a", `${made}/.`, data]);
  return data;
}

/** A folder that another user can reach, too. */
async function newFolder() {
  const data = await mkdtemp(join(tmpdir(), "jalons-browser-"));
  await chmod(data, 0o755);
  return data;
}

/**
 * @param {string} data folder of the database, removed at the end unless it is to be kept
 * @param {{keep?: boolean}} [options]
 * @returns {Promise<Server>}
 */
async function serve(data, { keep } = {}) {
  const log = createWriteStream(join(results, "server.log"), { flags: "a" });
  const { DATABASE_URL, DATABASE_OWNER_URL, DATABASE_READ_URL, ...kept } = process.env;
  const server = spawn(binary, ["serve"], {
    // All tests are one client, whose reads nobody is to slow.
    env: { ...kept, LC_ALL: "C", ADDR: "127.0.0.1:0", DATA_DIR: data, READ_RATE: "0", CLOCK: clock },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const failures = /** @type {string[]} */ ([]);
  createInterface({ input: server.stderr }).on("line", (line) => {
    log.write(`${line}\n`);
    if (line.includes('"level":"ERROR"') || line.startsWith("panic")) failures.push(line);
  });
  const ended = once(server, "exit");
  const url = await Promise.race([
    address(server),
    ended.then(([code]) =>
      Promise.reject(new Error(`the server ended with ${code}: see ${join(results, "server.log")}`)),
    ),
  ]);
  const stop = async () => {
    server.kill("SIGTERM");
    const [code, signal] = await ended;
    log.end();
    if (!keep) await rm(data, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server ended with ${code ?? signal} after SIGTERM`);
    if (failures.length) throw new Error(`the server logged errors:\n${failures.join("\n")}`);
  };
  return { url, pid: /** @type {number} */ (server.pid), stop };
}

/**
 * Waits until the server has said where it is and as whom one can sign in.
 * @param {import("node:child_process").ChildProcess} server
 * @returns {Promise<string>}
 */
function address(server) {
  return new Promise((resolve) => {
    const lines = createInterface({ input: /** @type {import("node:stream").Readable} */ (server.stdout) });
    let found = "";
    lines.on("line", (line) => {
      found ||= /^Jalons is at (http:\S+)/.exec(line)?.[1] ?? "";
      if (line.includes("admin@demonstration.example")) resolve(found); // the last of them
    });
  });
}
