import { type DeadLetter, type DeadLetters, deadLetterSchema, groupLetters, LISTED_LETTERS } from "@attune/core/events/dead-letter";
import { EARLIEST_MS } from "@attune/core/events/event-request";
import type { LetterAllowance } from "@attune/core/events/letter-allowance";
import { parseEvent } from "@attune/core/events/parse-event";
import { Fault, type FaultDetail } from "@attune/core/faults";
import type { PropertyRules } from "@attune/core/flows/published-properties";
import type { TenantControl } from "@attune/core/ports/control";
import type { Log } from "@attune/core/ports/log";

/** At most this many records of the topic are looked through for a tenant's newest letters. */
const SEARCHED_RECORDS = 20_000;
const READ_RECORDS = 1000;

export interface DeadLetterShelf {
  list(tenantId: string): Promise<DeadLetters>;
  /** Throws `Fault` not_found when it is no longer among the newest. */
  find(tenantId: string, id: string): Promise<DeadLetter>;
  /** What is still wrong with an edited event; empty when it would be accepted. */
  check(tenant: TenantControl, letter: DeadLetter, event: Record<string, unknown>, nowMs: number): readonly FaultDetail[];
}

export interface DeadLetterShelfPorts {
  readonly log: Log;
  readonly allowance: LetterAllowance;
  readonly propertyRules: PropertyRules;
  readonly sinceMs: number;
}

/** A tenant's newest dead letters, read from the log when somebody looks: nothing is kept in memory. */
export function deadLetterShelf({ log, allowance, propertyRules, sinceMs }: DeadLetterShelfPorts): DeadLetterShelf {
  async function newest(tenantId: string): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    for (const { partition, begin, end } of await log.bounds("dead-letters")) {
      const first = Math.max(begin, end - SEARCHED_RECORDS);
      const ofPartition: DeadLetter[] = [];
      // Backwards: the newest letters are wanted, and most often they are all in the last records.
      for (let to = end; to > first && ofPartition.length < LISTED_LETTERS; to -= READ_RECORDS) {
        const from = Math.max(first, to - READ_RECORDS);
        const records = await log.read("dead-letters", partition, from, to - from);
        const wanted = records.filter(({ key, offset }) => offset < to && key.startsWith(`${tenantId}|`));
        ofPartition.unshift(...wanted.flatMap(({ value }) => letterOf(value)));
      }
      letters.push(...ofPartition);
    }
    return letters.sort((a, b) => b.atMs - a.atMs).slice(0, LISTED_LETTERS);
  }

  return {
    async list(tenantId) {
      const letters = [...new Map((await newest(tenantId)).map((letter) => [letter.id, letter])).values()];
      return { groups: groupLetters(letters), letters, notKept: allowance.notKept(tenantId), sinceMs };
    },

    async find(tenantId, id) {
      const letter = (await newest(tenantId)).find((one) => one.id === id);
      if (letter === undefined) throw new Fault("not_found", "There is no such dead letter among the newest.");
      return letter;
    },

    check(tenant, letter, event, nowMs) {
      const rules = { eventTypes: tenant.eventTypes, nowMs, earliestMs: EARLIEST_MS, ...propertyRules(tenant) };
      const outcome = parseEvent(replayed(letter, event), "", rules);
      return "errors" in outcome ? outcome.errors : [];
    },
  };
}

/** The edited event as it is sent again: as the letter's person, and at the time it came when it names none. */
export function replayed(letter: DeadLetter, event: Record<string, unknown>): Record<string, unknown> {
  const { userId: _, anonymousId: __, ...content } = event;
  return { timestamp: letter.atMs, ...content, userId: "replay" };
}

/** A record that is no letter is passed over: one must not hide all others. */
function letterOf(value: Uint8Array): DeadLetter[] {
  try {
    const letter = deadLetterSchema.safeParse(JSON.parse(new TextDecoder().decode(value)));
    return letter.success ? [letter.data] : [];
  } catch {
    return [];
  }
}
