import { stat } from "node:fs/promises";
import { join } from "node:path";
import { LogUnavailable } from "@attune/core/ports/log";
import { logContract } from "@attune/core/ports/log.contract";
import { logKeepingContract } from "@attune/core/ports/log-keeping.contract";
import { describe, expect, it } from "vitest";
import { embeddedLog } from "./log.ts";
import { temporaryFolder } from "./temporary-folder.fixture.ts";

async function underTest() {
  const folder = await temporaryFolder();
  const port = embeddedLog(folder.path);
  let current = port;
  return {
    port,
    async reopen() {
      await current.close();
      current = embeddedLog(folder.path);
      return current;
    },
    async cleanup() {
      await current.close();
      await folder.remove();
    },
  };
}

logContract("embedded", underTest);
logKeepingContract("embedded", underTest);

describe("embeddedLog", () => {
  it("trims the oldest beyond the disk cap, and reuses their pages", async () => {
    const folder = await temporaryFolder();
    const log = embeddedLog(folder.path, { maxTopicBytes: 400_000 });
    const megabyte = () =>
      log.append(
        "examples",
        Array.from({ length: 1_000 }, (_, i) => ({ partition: 0, key: "", value: Buffer.alloc(990), timestampMs: i })),
      );
    const fileBytes = async () => (await stat(join(folder.path, "log", "examples", "data.mdb"))).size;
    await megabyte();
    expect(await log.trim("examples", 0)).toBe(600);
    expect(await log.bounds("examples")).toEqual([{ partition: 0, begin: 600, end: 1_000 }]);
    for (let i = 0; i < 3; i++) await megabyte().then(() => log.trim("examples", 0));
    const settledBytes = await fileBytes();
    for (let i = 0; i < 10; i++) await megabyte().then(() => log.trim("examples", 0));
    expect(await fileBytes()).toBeLessThan(settledBytes * 1.5);
    await log.close();
    await folder.remove();
  });

  it("refuses with LogUnavailable when its folder cannot be opened", async () => {
    await expect(
      embeddedLog("/dev/null/nowhere").append("examples", [{ partition: 0, key: "", value: Buffer.alloc(1), timestampMs: 0 }]),
    ).rejects.toThrow(LogUnavailable);
  });
});
