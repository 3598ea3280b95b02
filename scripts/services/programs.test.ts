import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { missingPrograms, PROGRAMS } from "./programs.ts";

// A machine that has only what a test puts there.
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-programs-"));
  vi.stubEnv("PATH", folder);
  vi.stubEnv("REDIS_SERVER", undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const install = (name: string, says: string, stream: 1 | 2 = 1) => {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho '${says}' >&${stream}\n`);
  chmodSync(file, 0o755);
};
const versions = () => Object.fromEntries(PROGRAMS.map(({ name, version }) => [name, version()]));

test("on an empty machine everything is missing, and each says how to get it", () => {
  expect(missingPrograms().map(({ name }) => name)).toEqual(["redis-server", "java", "mvn", "python3"]);
  for (const { mend, debianPackage } of PROGRAMS) expect(mend).toContain(`apt-get install ${debianPackage}`);
});

test("what is there is known by its version", () => {
  install("redis-server", "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1");
  install("java", 'openjdk version "17.0.13" 2024-10-15', 2);
  install("mvn", "Apache Maven 3.8.7");
  install("python3", "3.11.2");
  expect(versions()).toEqual({ "redis-server": "7.0.15", java: "17.0.13", mvn: "3.8.7", python3: "3.11.2" });
});

test.each(['openjdk version "11.0.22" 2024-01-16', 'java version "1.8.0_392"'])("%s is too old for Kafka", (says) => {
  install("java", says, 2);
  expect(versions().java).toBeUndefined();
});
