import { readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type CheckpointStoreUnderTest, checkpointStoreContract } from "@attune/core/ports/checkpoint-store.contract";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../embedded/temporary-folder.fixture.ts";
import { fileCheckpointStore } from "./checkpoint-store.ts";

checkpointStoreContract("files", async (): Promise<CheckpointStoreUnderTest> => {
  const folder = await temporaryFolder();
  return { port: fileCheckpointStore(folder.path), reopen: () => fileCheckpointStore(folder.path), cleanup: folder.remove };
});

describe("checkpoints in files", () => {
  const lane = { lane: "users", partition: 0 } as const;
  const ALWAYS = { begin: 0, end: Number.POSITIVE_INFINITY };
  const value = (text: string) => Buffer.from(text);
  async function* scan(text: string) {
    for (let i = 0; i < 50; i++) yield { key: `k${i}`, value: value(`${text}${i}`) };
  }

  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  async function twoCheckpoints() {
    const store = fileCheckpointStore(folder.path);
    const former = store.begin(lane, 10);
    await former.base(scan("former"), async () => 10);
    const later = store.begin(lane, 20);
    await later.base(scan("later"), async () => 20);
    await later.increment([["k1", value("first")]], 21);
    await later.increment([["k1", value("second")]], 22);
    const fileOf = (name: string) => join(folder.path, "users-0", later.id, name);
    return { store, later, former, fileOf };
  }

  it("notices any damaged byte and any missing end, and uses what comes before", async () => {
    const { store, fileOf } = await twoCheckpoints();
    const offset = async () => (await store.newest(lane, ALWAYS))?.offset;
    expect(await offset()).toBe(22);
    for (const [name, without] of [
      ["000001", 21],
      ["000000", 20],
      ["base", 10],
    ] as const) {
      const good = await readFile(fileOf(name));
      await fc.assert(
        fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
          const bad = Buffer.from(good);
          bad[at] = (bad[at] as number) ^ change;
          await writeFile(fileOf(name), bad);
          expect(await offset()).toBe(without);
        }),
        { numRuns: 60 },
      );
      for (const length of [0, 5, 25, good.length - 1]) {
        await writeFile(fileOf(name), good);
        await truncate(fileOf(name), length);
        expect(await offset()).toBe(without);
      }
      await writeFile(fileOf(name), Buffer.concat([good, Buffer.from("more")]));
      expect(await offset()).toBe(without);
      await writeFile(fileOf(name), good);
      expect(await offset()).toBe(22);
    }
  });

  it("leaves no file of a base that was given up, and takes a temporary one for nothing", async () => {
    const { store, later, fileOf } = await twoCheckpoints();
    const failed = store.begin(lane, 30);
    await expect(failed.base(scan("x"), () => Promise.reject(new Error("fenced")))).rejects.toThrow("fenced");
    expect(await readdir(join(folder.path, "users-0", failed.id))).toEqual([]);
    await writeFile(fileOf("000002.tmp"), "half of it");
    expect((await store.newest(lane, ALWAYS))?.offset).toBe(22);
    expect(await store.retire(lane, { keep: later.id, former: true })).toBe(1);
    expect(await store.retire(lane, { keep: undefined, former: false })).toBe(2);
    expect(await readdir(folder.path)).toEqual([]);
  });

  it("is readable by its owner alone", async () => {
    const { fileOf } = await twoCheckpoints();
    expect((await stat(fileOf("base"))).mode & 0o077).toBe(0);
  });
});
