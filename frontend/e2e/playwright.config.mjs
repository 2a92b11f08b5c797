import { defineConfig } from "@playwright/test";
import { findChromium } from "./chromium.mjs";

export default defineConfig({
  globalSetup: "./start.mjs",
  // The full product of widths and themes is about how pages look; what they do is the same.
  projects: process.env.FULL
    ? [{ name: "looks", testMatch: ["pages.spec.js", "private.spec.js"] }]
    : [{ name: "all", testMatch: "*.spec.js", testIgnore: "papers.spec.js" }, { name: "papers", testMatch: "papers.spec.js", dependencies: ["all"] }],
  outputDir: "results/tests",
  fullyParallel: true,
  forbidOnly: true,
  timeout: 180_000, // no test is about time; a busy machine may take long
  expect: { timeout: 30_000 },
  workers: 2,
  reporter: "dot",
  use: { browserName: "chromium", viewport: { width: 360, height: 800 }, launchOptions: await findChromium() },
});
