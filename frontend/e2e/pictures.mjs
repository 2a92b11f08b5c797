// Takes the README's pictures from the demonstration, label included.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { findChromium } from "./chromium.mjs";
import { startServer } from "./server.mjs";

const folder = new URL("../pictures/", import.meta.url);
const pictures = { home: "/fr", state: "/fr/states/TN" };

const server = await startServer();
const browser = await chromium.launch(await findChromium());
try {
  await mkdir(folder, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1280, height: 960 }, colorScheme: "light" });
  for (const [name, path] of Object.entries(pictures)) {
    await page.goto(server.url + path);
    await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, folder)) });
  }
} finally {
  await browser.close();
  await server.stop();
}
