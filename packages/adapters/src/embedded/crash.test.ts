import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { embeddedLog } from "./log.ts";
import { embeddedStateStore } from "./state-store.ts";
import { temporaryFolder } from "./temporary-folder.fixture.ts";

const ROUNDS = 20;
const CHILD = fileURLToPath(new URL("./crash-child.fixture.ts", import.meta.url));
const USERS = { lane: "users", partition: 0 } as const;

const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** A child whose complete lines are collected; what a kill cut off in the middle was not acknowledged to anybody. */
function start(...args: string[]) {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  children.add(child);
  let output = "";
  const spoke = Promise.withResolvers<void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    spoke.resolve();
  });
  return {
    spoke: Promise.race([spoke.promise, once(child, "exit").then(([code]) => Promise.reject(new Error(`${args[0]} ended with ${code}`)))]),
    async kill(): Promise<string[]> {
      const closed = once(child, "close");
      child.kill("SIGKILL");
      await closed;
      children.delete(child);
      return output.split("\n").slice(0, -1);
    },
  };
}

it(
  "loses nothing acknowledged and tears nothing when its processes are killed at any moment",
  async () => {
    const folder = await temporaryFolder();
    const seed = Date.now() % 2 ** 31;
    console.info(`crash rounds, seed ${seed}`);
    const delaysMs = fc.sample(fc.tuple(fc.nat(80), fc.nat(80)), { seed, numRuns: ROUNDS });
    const acknowledged = new Map<number, string>();
    let folded = 0;

    for (const [round, delays] of delaysMs.entries()) {
      // Every other round two processes append to the same partition, and are killed one after the other.
      const running = [start("append-and-fold", folder.path, `a${round}`), ...(round % 2 === 1 ? [start("append", folder.path, `b${round}`)] : [])];
      await Promise.all(running.map((child) => child.spoke));;
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
      const records = await log.read("events", 0, 0, Number.MAX_SAFE_INTEGER);
      const texts = records.map(({ value }) => Buffer.from(value).toString().trimEnd());
      expect(records.map(({ offset }) => offset)).toEqual(texts.map((_, i) => i));
      expect(partition).toEqual({ partition: 0, begin: 0, end: records.length });
      expect(new Set(texts).size).toBe(texts.length);
      for (const [offset, text] of acknowledged) if (texts[offset] !== text) expect(texts[offset], `acknowledged at ${offset}`).toBe(text);

      const offset = await state.offset(USERS);
      const counts = (await state.read(Array.from({ length: 10 }, (_, i) => ({ ...USERS, key: `count|${i}` })))).map((value) => (value === undefined ? 0 : Buffer.from(value).readUInt32BE(0)));
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
  },
  60_000,
);
