// Playwright's global setup: one server for the whole run.
import { startServer } from "./server.mjs";

export default async function start() {
  const { url, stop } = await startServer();
  process.env.JALONS_URL = url;
  return stop;
}
