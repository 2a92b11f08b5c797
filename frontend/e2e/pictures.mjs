// Takes the README's pictures from the demonstration, label included.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { findChromium } from "./chromium.mjs";
import { startServer } from "./server.mjs";

const folder = new URL("../pictures/", import.meta.url);
// Each ends where something on its page does.
const pictures = { home: { path: "/fr", height: 1204 }, state: { path: "/fr/states/TN", height: 1230 } };
const most = 150_000; // bytes of a picture

const server = await startServer();
const browser = await chromium.launch(await findChromium());
try {
  await mkdir(folder, { recursive: true });
  const page = await browser.newPage({ locale: "fr", colorScheme: "light", reducedMotion: "reduce" });
  for (const [name, { path, height }] of Object.entries(pictures)) {
    await page.setViewportSize({ width: 1280, height });
    await page.goto(server.url + path);
    await page.locator("aside.demo").waitFor();
    const picture = await page.screenshot({
      path: fileURLToPath(new URL(`${name}.png`, folder)),
      animations: "disabled",
      caret: "hide",
    });
    if (picture.length > most) throw new Error(`${name}.png weighs ${picture.length} bytes, more than ${most}`);
  }
} finally {
  await browser.close();
  await server.stop();
}
