import { defineConfig } from "@playwright/test";
import { findChromium } from "./chromium.mjs";

export default defineConfig({
  globalSetup: "./start.mjs",
  testMatch: "*.spec.js",
  outputDir: "results/tests",
  fullyParallel: true,
  forbidOnly: true,
  timeout: 180_000, // no test is about time; a busy machine may take long
  expect: { timeout: 30_000 },
  workers: 2,
  reporter: "dot",
  use: { browserName: "chromium", viewport: { width: 360, height: 800 }, launchOptions: await findChromium() },
});
