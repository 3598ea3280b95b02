import { randomInt } from "node:crypto";
import { subjectStateKey } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import { TOPICS } from "@attune/core/ports/topics";

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * Somebody whom the tenant knows: aliases are evenly spread, so the first one after a random beginning is as good as any. Undefined when
 * nobody is known. Reads one key in a tenant with many people; with few, up to as many as there are.
 */
export async function randomSubject({ state }: { state: StateStore }, tenant: string): Promise<string | undefined> {
  const everyone = subjectStateKey(tenant, "").key;
  const start = randomInt(TOPICS.events.partitions);
  const first = async (partition: number, beginning: string): Promise<string | undefined> => {
    for await (const { key } of state.scan({ lane: "users", partition }, everyone + beginning)) return key.slice(everyone.length);
    return undefined;
  };
  for (let i = 0; i < TOPICS.events.partitions; i++) {
    const partition = (start + i) % TOPICS.events.partitions;
    for (const beginning of [randomLetter() + randomLetter(), randomLetter(), ""]) {
      const subject = await first(partition, beginning);
      if (subject !== undefined) return subject;
    }
  }
  return undefined;
}

function randomLetter(): string {
  return BASE64URL[randomInt(BASE64URL.length)] as string;
}
