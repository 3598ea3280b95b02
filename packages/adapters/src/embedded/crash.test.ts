import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Log, LogRecord } from "@attune/core/ports/log";
import fc from "fast-check";
import { expect, it } from "vitest";
import { startChild } from "./child-process.fixture.ts";
import { embeddedLog } from "./log.ts";
import { embeddedStateStore } from "./state-store.ts";
import { temporaryFolder } from "./temporary-folder.fixture.ts";

const ROUNDS = 20;
const CHILD = fileURLToPath(new URL("./crash-child.fixture.ts", import.meta.url));
const USERS = { lane: "users", partition: 0 } as const;

async function readAll(log: Log): Promise<LogRecord[]> {
  const all: LogRecord[] = [];
  for (;;) {
    const some = await log.read("events", 0, all.length, 10_000);
    if (some.length === 0) return all;
    all.push(...some);
  }
}

it("loses nothing acknowledged and tears nothing when its processes are killed at any moment", async () => {
  const folder = await temporaryFolder();
  const seed = Date.now() % 2 ** 31;
  console.info(`crash rounds, seed ${seed}`);
  const delaysMs = fc.sample(fc.tuple(fc.nat(80), fc.nat(80)), { seed, numRuns: ROUNDS });
  const acknowledged = new Map<number, string>();
  let folded = 0;

  for (const [round, delays] of delaysMs.entries()) {
    // Every other round two processes append to the same partition, and are killed one after the other.
    const running = [
      startChild(CHILD, "append-and-fold", folder.path, `a${round}`),
      ...(round % 2 === 1 ? [startChild(CHILD, "append", folder.path, `b${round}`)] : []),
    ];
    await Promise.all(running.map((child) => child.spoke));
    const killed = running.map(async (child, i) => {
      await sleep(delays[i]);
      return child.kill();
    });
    for (const line of (await Promise.all(killed)).flat()) {
      const [offset, text] = line.split(" ") as [string, string];
      expect(acknowledged.has(Number(offset)), `offset ${offset} was given twice`).toBe(false);
      acknowledged.set(Number(offset), text);
    }

    const [log, state] = [embeddedLog(folder.path), embeddedStateStore(folder.path)];
    const [partition] = await log.bounds("events");
    const records = await readAll(log);
    const texts = records.map(({ value }) => Buffer.from(value).toString().trimEnd());
    expect(records.map(({ offset }) => offset)).toEqual(texts.map((_, i) => i));
    expect(partition).toEqual({ partition: 0, begin: 0, end: records.length });
    expect(new Set(texts).size).toBe(texts.length);
    for (const [offset, text] of acknowledged) if (texts[offset] !== text) expect(texts[offset], `acknowledged at ${offset}`).toBe(text);

    const offset = await state.offset(USERS);
    const counts = (await state.read(Array.from({ length: 10 }, (_, i) => ({ ...USERS, key: `count|${i}` })))).map((value) =>
      value === undefined ? 0 : Buffer.from(value).readUInt32BE(0),
    );
    expect(counts).toEqual(counts.map((_, i) => Math.floor((offset + 9 - i) / 10)));
    expect(offset).toBeLessThanOrEqual(records.length);
    expect(offset).toBeGreaterThanOrEqual(folded);
    folded = offset;
    await log.close();
    await state.close();
  }
  expect(acknowledged.size).toBeGreaterThan(ROUNDS * 48);
  expect(folded).toBeGreaterThan(0);
  await folder.remove();
}, 60_000);
