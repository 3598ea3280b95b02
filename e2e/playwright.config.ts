import { defineConfig } from "@playwright/test";

/**
 * Journeys through the console of a platform that runs already: the test runner starts it and tells where it is.
 * CONSOLE_URL: address of the console. DEMO_FILE: path of the demo.json that the platform wrote. CHROMIUM_PATH: which browser.
 */
const consoleUrl = process.env.CONSOLE_URL;
if (!consoleUrl) throw new Error("Set CONSOLE_URL to the console's address and DEMO_FILE to the path of demo.json.");

export default defineConfig({
  testDir: ".",
  outputDir: "test-results",
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: consoleUrl,
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/London",
    colorScheme: "light",
    // Not a trace: recording a page that redraws every second costs more than the journey.
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "sign in once", testMatch: "sign-in-once.setup.ts" },
    { name: "console", testMatch: "console/*.spec.ts", dependencies: ["sign in once"] },
  ],
});
