import { setTimeout as pause } from "node:timers/promises";
import { openLog } from "../../../packages/adapters/src/open-log.ts";
import type { World } from "./world.ts";

const PROJECTED_WITHIN_MS = 20_000;
const LETTERS_AT_ONCE = 5_000;

/** What is to be seen in the end only: usage as it is billed, and the letters of what could not be decoded. */
export async function checkAfterAll(world: World): Promise<void> {
  const billed = await billedEvents(world);
  if (billed !== world.model.events) world.note(`usage says ${billed} events instead of ${world.model.events}`);
  const letters = await undecodableLetters(world);
  if (letters !== world.poisoned()) world.note(`${letters} dead letters for ${world.poisoned()} records that nobody can decode`);
}

async function billedEvents({ stack, model }: World): Promise<number> {
  const { connectApp } = await import("@attune/db/connect");
  const { databaseSettings } = await import("@attune/db/database-settings");
  const { readUsage } = await import("@attune/db/usage");
  const app = connectApp(databaseSettings(stack.databaseUrl, Buffer.from(stack.secrets.masterKey, "hex")), 1);
  const untilMs = performance.now() + PROJECTED_WITHIN_MS;
  try {
    for (;;) {
      const rows = await readUsage(app, stack.tenantId, 0, Math.floor(Date.now() / 86_400_000) * 86_400_000);
      const events = rows.filter(({ measure }) => measure === "events").reduce((sum, { count }) => sum + count, 0);
      if (events === model.events || performance.now() > untilMs) return events;
      await pause(200);
    }
  } finally {
    await app.$disconnect();
  }
}

/** By their ids, since a letter is written again after a crash. */
async function undecodableLetters({ addresses }: World): Promise<number> {
  const log = await openLog("", addresses);
  try {
    const ids = new Set<string>();
    for (let from = 0; ; ) {
      const records = await log.read("dead-letters", 0, from, LETTERS_AT_ONCE);
      const last = records.at(-1);
      if (last === undefined) return ids.size;
      for (const { value } of records) {
        const { id, code } = JSON.parse(Buffer.from(value).toString()) as { id: string; code: string };
        if (code === "undecodable") ids.add(id);
      }
      from = last.offset + 1;
    }
  } finally {
    await log.close();
  }
}
