import { defineConfig } from "@playwright/test";
import { findChromium } from "./chromium.mjs";

const looks = ["fonts.spec.js", "pages.spec.js", "private.spec.js"];
const [usual, wide, large] = [
  await findChromium(),
  await findChromium({ wide: true }),
  await findChromium({ wide: true, large: true }),
];

export default defineConfig({
  globalSetup: "./start.mjs",
  // The full product of widths and themes is about how pages look, as is whether they fit with other letters;
  // what they do is the same.
  projects: process.env.FULL
    ? [
        { name: "looks", testMatch: looks },
        { name: "wide", testMatch: looks, metadata: { wide: true }, use: { launchOptions: wide } },
        { name: "large", testMatch: looks, metadata: { wide: true, large: true }, use: { launchOptions: large } },
      ]
    : [{ name: "all" }],
  outputDir: "results/tests",
  fullyParallel: true,
  forbidOnly: true,
  timeout: 180_000, // no test is about time; a busy machine may take long
  expect: { timeout: 30_000 },
  workers: 2,
  reporter: [["dot"], ["./slowest.mjs"]],
  use: { browserName: "chromium", viewport: { width: 360, height: 800 }, launchOptions: usual },
});
