import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { writeAtomically } from "../../scripts/platform/write-atomically.ts";
import { noLists } from "./click-through.ts";

const shownSchema = z.object({ lists: z.int(), clicked: z.int() });

const audienceStateSchema = z.object({
  /** When the warm-up history ends: fixed at the first start, so that its events are the same at every later one. */
  historyEndMs: z.number(),
  /** Events of the history that were acknowledged. */
  historySent: z.int(),
  ready: z.object({ catalogue: z.boolean(), people: z.boolean() }),
  /** Starts so far; part of every session's id, so that no start repeats another's events. */
  run: z.int(),
  /** Lists shown on `home`, whose personalised and popularity variants differ in nothing else. */
  shown: z.object({ personalized: shownSchema, popularity: shownSchema }),
});
/** What the audience remembers across restarts. */
export type AudienceState = z.infer<typeof audienceStateSchema>;

export function readAudienceState(file: string, nowMs: number): AudienceState {
  if (existsSync(file)) return audienceStateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return { historyEndMs: nowMs, historySent: 0, ready: { catalogue: false, people: false }, run: 0, shown: noLists() };
}

export function writeAudienceState(file: string, state: AudienceState): void {
  writeAtomically(file, JSON.stringify(state, null, 2));
}
