import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startChild } from "./child-process.fixture.ts";
import { openEnvironment } from "./open-environment.ts";
import { removeCleared } from "./remove-cleared.ts";
import { scrubEnvironment } from "./scrub-environment.ts";
import { temporaryFolder } from "./temporary-folder.fixture.ts";
import { transact } from "./transact.ts";

const CHILD = fileURLToPath(new URL("./scrub-child.fixture.ts", import.meta.url));
const nameOf = (n: number) => `somebody-${String(n).padStart(6, "0")}!`;

async function occurrences(folder: string, texts: readonly string[]): Promise<number> {
  const bytes = await readFile(join(folder, "data.mdb"));
  return texts.filter((text) => bytes.includes(text)).length;
}

describe("scrubEnvironment", () => {
  it("leaves no byte of whom was deleted: not in free pages, not in the middle of pages, not in branches; the others stay as they were", async () => {
    const folder = await temporaryFolder();
    const seed = Date.now() % 2 ** 31;
    const db = openEnvironment(folder.path, "once durable");
    const people = 4_000;
    const kept = new Map<number, string>();
    for (const batch of fc.sample(fc.array(fc.tuple(fc.nat(people - 1), fc.nat(300)), { minLength: 200, maxLength: 200 }), {
      seed,
      numRuns: 80,
    })) {
      await transact(db, () => {
        for (const [n, length] of batch) {
          const value = `${nameOf(n)}${"x".repeat(length % 7 === 0 ? length * 20 : length)}`;
          kept.set(n, value);
          void db.put(Buffer.from(`k${nameOf(n)}`), Buffer.from(value));
        }
      });
    }
    const erased = [...kept.keys()].filter((n) => n % 9 === 0);
    const names = erased.map(nameOf);
    expect(await occurrences(folder.path, names), `positive control, seed ${seed}`).toBe(names.length);
    for (const n of erased) {
      kept.delete(n);
      await transact(db, () => void removeCleared(db, Buffer.from(`k${nameOf(n)}`)));
    }
    expect(await occurrences(folder.path, names), "deleting alone leaves them").toBeGreaterThan(names.length / 4);

    const receipt = await scrubEnvironment(
      db,
      folder.path,
      names.map((name) => Buffer.from(name)),
    );
    console.info("scrubbed", receipt);
    expect(receipt.remaining, `seed ${seed}`).toBe(0);
    expect(await occurrences(folder.path, names), `seed ${seed}`).toBe(0);
    expect(receipt.bytesOverwritten).toBeGreaterThan(0);
    expect(new Map([...db.getRange()].map(({ key, value }) => [key.toString(), value.toString()]))).toEqual(
      new Map([...kept].map(([n, value]) => [`k${nameOf(n)}`, value])),
    );
    await db.close();
    await folder.remove();
  }, 30_000);

  it("says when a form is still stored", async () => {
    const folder = await temporaryFolder();
    const db = openEnvironment(folder.path, "once durable");
    await transact(db, () => void db.put(Buffer.from("k"), Buffer.from("somebody-1 is here")));
    expect((await scrubEnvironment(db, folder.path, [Buffer.from("somebody-1")])).remaining).toBeGreaterThan(0);
    await db.close();
    await folder.remove();
  });

  it("leaves a good environment when it is killed at any moment; run again, it finishes", async () => {
    const folder = await temporaryFolder();
    const seed = Date.now() % 2 ** 31;
    console.info(`scrub kills, seed ${seed}`);
    const names = Array.from({ length: 40 }, (_, i) => nameOf(i * 50));
    for (const delayMs of fc.sample(fc.nat(120), { seed, numRuns: 6 })) {
      const child = startChild(CHILD, folder.path);
      await child.spoke;
      await sleep(delayMs);
      await child.kill();
      const db = openEnvironment(folder.path, "once durable");
      const present = [...db.getRange({ start: Buffer.from("k"), end: Buffer.from("l") })].map(({ key, value }) => [
        key.toString(),
        value.length,
      ]);
      expect(present, `seed ${seed}`).toHaveLength(1_960);
      expect(
        (
          await scrubEnvironment(
            db,
            folder.path,
            names.map((name) => Buffer.from(name)),
          )
        ).remaining,
        `seed ${seed}`,
      ).toBe(0);
      expect([...db.getKeys()], "no filler is left").toHaveLength(1_960);
      expect(await occurrences(folder.path, names)).toBe(0);
      await db.close();
    }
    await folder.remove();
  }, 60_000);
});
