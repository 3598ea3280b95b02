import { BoundedCache } from "../bounded-cache.ts";
import type { Clock } from "./clock.ts";
import type { KeptAnswer, KeptAnswers, KeptAnswersSettings } from "./kept-answers.ts";

interface Entry {
  readonly digest: string;
  /** Undefined while the first one is at it. */
  readonly answer: KeptAnswer | undefined;
  readonly untilMs: number;
}

export interface MemoryKeptAnswersOptions extends KeptAnswersSettings {
  readonly clock: Clock;
  /** Between so many answers and twice as many are kept. */
  readonly capacity: number;
}

/** The meaning of kept answers, and all that a process needs which shares them with nobody. */
export function memoryKeptAnswers({ keptMs, underWayMs, clock, capacity }: MemoryKeptAnswersOptions): KeptAnswers {
  const entries = new BoundedCache<string, Entry>(capacity);
  return {
    async begin({ tenant, key, digest }) {
      const name = `${tenant}|${key}`;
      const found = entries.get(name);
      if (found !== undefined && found.untilMs > clock())
        return found.answer === undefined
          ? { state: "under-way", digest: found.digest }
          : { state: "kept", digest: found.digest, answer: found.answer };
      const mark: Entry = { digest, answer: undefined, untilMs: clock() + underWayMs };
      entries.set(name, mark);
      return {
        state: "begun",
        async finish(answer) {
          if (entries.get(name) !== mark) return;
          if (answer === undefined) entries.delete(name);
          else entries.set(name, { digest, answer, untilMs: clock() + keptMs });
        },
      };
    },

    async forget(tenant) {
      return entries.deleteWhere((name) => name.startsWith(`${tenant}|`));
    },
  };
}
