import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { embeddedLog } from "./log.ts";
import { temporaryFolder } from "./temporary-folder.fixture.ts";

const CHILD = fileURLToPath(new URL("./disk-full-child.fixture.ts", import.meta.url));

it.skipIf(process.platform === "win32")(
  "answers LogUnavailable when nothing more can be written, loses nothing acknowledged, and goes on when there is room",
  async () => {
    const folder = await temporaryFolder();
    // A limit on the size of files refuses writes as a full disk does, needs no mount, and can be lifted by the next process.
    const { stdout } = await promisify(execFile)("/bin/sh", [
      "-c",
      'ulimit -f "$0"; exec "$@"',
      "4096",
      process.execPath,
      CHILD,
      folder.path,
    ]);
    const { acknowledged, refusal, refusedAgain } = JSON.parse(stdout);
    expect(acknowledged).toBeGreaterThan(100);
    expect(refusal).toBe("LogUnavailable");
    expect(refusedAgain).toBe("LogUnavailable");

    const log = embeddedLog(folder.path);
    const records = await log.read("events", 0, 0, 100_000);
    expect(records.map(({ offset }) => offset)).toEqual(records.map((_, i) => i));
    expect(records.length).toBe(acknowledged);
    expect(await log.append("events", [{ partition: 0, key: "k", value: Buffer.from("room again"), timestampMs: 0 }])).toEqual([
      acknowledged,
    ]);
    await log.close();
    await folder.remove();
  },
  30_000,
);
