// Playwright's global setup: one server for the whole run, and everybody signed in.
import { startServer } from "./server.mjs";
import { openSessions } from "./sign_in.mjs";

export default async function start() {
  const { url, stop } = await startServer();
  process.env.JALONS_URL = url;
  await openSessions().catch(async (error) => {
    await stop();
    throw error;
  });
  return stop;
}
