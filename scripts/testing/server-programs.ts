import { spawnSync } from "node:child_process";
import { Failure } from "../platform/failure.ts";
import { missingPrograms } from "../services/programs.ts";

/** Installs what the real servers are run by where that needs nobody's leave (root on a Debian); otherwise a Failure says what is missing and how to get it. */
export function provideServerPrograms(env: NodeJS.ProcessEnv): void {
  const missing = missingPrograms();
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    console.log(`Installing ${missing.map(({ name }) => name).join(", ")} for the tests on real servers (apt-get) ...`);
    const quiet = {
      stdio: ["ignore", "ignore", "inherit"] as ["ignore", "ignore", "inherit"],
      env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
    };
    spawnSync("apt-get", ["update", "-qq"], quiet);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing.map(({ debianPackage }) => debianPackage)], quiet);
  }
  const still = missingPrograms();
  if (still.length > 0)
    throw new Failure(`The tests on real servers need ${still.map(({ name, mend }) => `${name} (${mend})`).join("; ")}.`);
}
