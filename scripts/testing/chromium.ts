import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { Failure } from "../platform/failure.ts";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of a Chromium for the browser tests, or `undefined`. */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined {
  return [env.CHROMIUM_PATH, ...PLACES].find((file) => file !== undefined && file !== "" && existsSync(file));
}

/** Installs it where that needs nobody's leave (root on a Debian); otherwise a Failure says how. */
export function provideChromium(env: NodeJS.ProcessEnv): string {
  const found = findChromium(env);
  if (found !== undefined) return found;
  const mayInstall = process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
  if (mayInstall) {
    console.log("Installing Chromium for the browser tests (apt-get) ...");
    const quiet = {
      stdio: ["ignore", "ignore", "inherit"] as ["ignore", "ignore", "inherit"],
      env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
    };
    spawnSync("apt-get", ["update", "-qq"], quiet);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], quiet);
    const installed = findChromium(env);
    if (installed !== undefined) return installed;
  }
  throw new Failure(
    "The browser tests need Chromium. Install it (Debian: apt-get install chromium; macOS: Google Chrome) or set CHROMIUM_PATH.",
  );
}
