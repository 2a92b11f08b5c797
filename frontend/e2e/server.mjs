// Starts the built server on a free port with a fresh record, and stops it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const binary = fileURLToPath(new URL("../../bin/jalons", import.meta.url));
const results = fileURLToPath(new URL("results", import.meta.url));

/** @returns {Promise<{url: string, stop: () => Promise<void>}>} stop fails unless the server ends as it should */
export async function startServer() {
  if (!existsSync(binary)) throw new Error(`${binary} is not built: make build does it`);
  const data = await mkdtemp(join(tmpdir(), "jalons-browser-"));
  // As root the database runs as another user, who must be able to reach it.
  await chmod(data, 0o755);
  await mkdir(results, { recursive: true });
  const log = createWriteStream(join(results, "server.log"));
  const { DATABASE_URL, DATABASE_OWNER_URL, DATABASE_READ_URL, ...kept } = process.env;
  const server = spawn(binary, ["serve"], {
    env: { ...kept, ADDR: "127.0.0.1:0", DATA_DIR: data },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const failures = /** @type {string[]} */ ([]);
  createInterface({ input: server.stderr }).on("line", (line) => {
    log.write(`${line}\n`);
    if (line.includes('"level":"ERROR"') || line.startsWith("panic")) failures.push(line);
  });
  const ended = once(server, "exit");
  const url = await Promise.race([address(server), ended.then(([code]) => Promise.reject(new Error(`the server ended with ${code}: see ${join(results, "server.log")}`)))]);
  const stop = async () => {
    server.kill("SIGTERM");
    const [code, signal] = await ended;
    log.end();
    await rm(data, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server ended with ${code ?? signal} after SIGTERM`);
    if (failures.length) throw new Error(`the server logged errors:\n${failures.join("\n")}`);
  };
  return { url, stop };
}

/** Waits for the line that says where the server is. @param {import("node:child_process").ChildProcess} server @returns {Promise<string>} */
function address(server) {
  return new Promise((resolve) => {
    const lines = createInterface({ input: /** @type {import("node:stream").Readable} */ (server.stdout) });
    lines.on("line", (line) => {
      const found = /^Jalons is at (http:\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
  });
}
