// Prints what files cost the server: readers of a large file who don't read, and many uploads at once. People
// read the figures; none fails. First the bounds on files are lifted, so that the store itself is measured; then many
// uploads come to the bounds as they are.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { startServer } from "./server.mjs";

process.env.DOWNLOADS = process.env.UPLOADS = "500/500";
let { url, pid, stop } = await startServer();
const megabyte = 1 << 20;

/** Resident memory of the server in MB, now and at its most. */
function memory() {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const of = (/** @type {string} */ name) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return { now: of("VmRSS"), most: of("VmHWM") };
}

async function signIn() {
  const body = new URLSearchParams({ email: "staff.1@demonstration.example", password: "demonstration", next: "" });
  const answer = await fetch(`${url}/en/sign-in`, { method: "POST", body, redirect: "manual" });
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

let cookie = await signIn();

/** A milestone of the queue with its version. @param {number} n */
async function target(n) {
  const { items } = await (await fetch(`${url}/api/v1/worklist`, { headers: { cookie } })).json();
  const milestones = items.filter((/** @type {{code: string}} */ { code }) => code.includes("."));
  return milestones[n % milestones.length];
}

/** Says that nothing has changed, with a file. @param {{code: string, version: number}} item @param {number} size */
async function upload(item, size) {
  const sending = await begin(item, await proof(item.code, size));
  return sending();
}

/** A form with a file, as it is sent. @param {string} code @param {number} size */
async function proof(code, size) {
  const form = new FormData();
  form.append("json", JSON.stringify({ target: code, lang: "en", confirmed: true, on: "2026-11-16" }));
  form.append(
    "file",
    new Blob([
      Buffer.concat([Buffer.from("%PDF-1.7\n"), crypto.getRandomValues(new Uint8Array(16)), Buffer.alloc(size - 25)]),
    ]),
    "a.pdf",
  );
  const sent = new Response(form);
  return { kind: String(sent.headers.get("content-type")), body: Buffer.from(await sent.arrayBuffer()) };
}

/**
 * Sends the headers, and gives what sends the body: a server waits for headers for some seconds only, and one
 * client that is busy with the bodies of fifty forms would send the headers of the last too late.
 * @param {{version: number}} item @param {{kind: string, body: Buffer}} form @returns {Promise<() => Promise<number
 * | string>>}
 */
async function begin(item, { kind, body }) {
  const headers = { cookie, "If-Match": `"${item.version}"`, "Content-Type": kind, "Content-Length": body.length };
  const sending = request(`${url}/api/v1/statements`, { method: "POST", headers, agent: false });
  const status = new Promise((resolve) => {
    sending.on("response", (answer) => answer.resume().on("end", () => resolve(answer.statusCode)));
    sending.on("error", (error) => resolve(`cut: ${/** @type {NodeJS.ErrnoException} */ (error).code}`));
  });
  sending.flushHeaders();
  const [socket] = await once(sending, "socket");
  if (socket.connecting) await once(socket, "connect");
  return () => {
    sending.end(body);
    return status;
  };
}

/** The address of the newest file of evidence of a milestone, as soon as the public page of its commitment has it. */
async function evidence(/** @type {string} */ code) {
  for (;;) {
    const page = await (await fetch(`${url}/en/commitments/${code.split(".")[0]}`)).text();
    const found = [...page.matchAll(/\/evidence\/(\d+)/g)].map(([, id]) => Number(id));
    if (found.length) return `/evidence/${Math.max(...found)}`;
  }
}

/** Asks for a file and takes nothing of it. @param {string} path */
async function ask(path) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  return socket;
}

/** Sends fifty files at once about one milestone of the queue, and says what each client heard. @param {number} n */
async function uploads(n) {
  const item = await target(n);
  const forms = await Promise.all(Array.from({ length: 50 }, () => proof(item.code, 9 * megabyte)));
  const sendings = await Promise.all(forms.map((form) => begin(item, form)));
  const statuses = await Promise.all(sendings.map((send) => send()));
  const told = [...new Set(statuses)].map(
    (code) => `${statuses.filter((other) => other === code).length} times ${code}`,
  );
  const bounds = process.env.UPLOADS ?? "as shipped";
  console.log(
    `50 uploads of 9 MB, bounds ${bounds} (${told.join(", ")}): ${memory().now} MB, at most ${memory().most} MB`,
  );
}

try {
  const large = await target(0);
  console.log(`upload of 10 MB: ${await upload(large, 10 * megabyte)}`);
  const path = await evidence(large.code);
  console.log(`server at rest: ${memory().now} MB`);
  const readers = await Promise.all(Array.from({ length: 100 }, () => ask(path)));
  const begun = Date.now();
  const status = await upload(await target(1), 1000);
  console.log(
    `100 readers who don't read: ${memory().now} MB, a staff write takes ${Date.now() - begun} ms (${status})`,
  );
  const again = Date.now();
  const whole = await (await fetch(url + path)).arrayBuffer();
  console.log(
    `beside them one who reads ${whole.byteLength / megabyte} MB takes ${Date.now() - again} ms; ` +
      `${memory().now} MB, at most ${memory().most} MB`,
  );
  for (const reader of readers) reader.destroy();
  await uploads(2);
} finally {
  await stop();
}
delete process.env.DOWNLOADS;
delete process.env.UPLOADS;
({ url, pid, stop } = await startServer());
try {
  cookie = await signIn();
  await uploads(0);
} finally {
  await stop();
}
