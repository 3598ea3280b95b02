import type { Log } from "../ports/log.ts";
import type { StandingStore } from "../ports/standing-store.ts";
import { attributesKey, laneKey, seenEventsKey, subjectPartition, subjectStateKey } from "../ports/state-keys.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { TopicName } from "../ports/topics.ts";
import { FormMatcher } from "../privacy/form-matcher.ts";
import type { Traces } from "../privacy/schema.ts";

/** Topics that carry people, keyed `tenant|subject` (privacy/data-map.ts). */
export const PERSONAL_TOPICS = ["events", "consent-decisions", "dead-letters"] as const satisfies readonly TopicName[];

interface TracePorts {
  readonly log: Pick<Log, "traces">;
  readonly state: Pick<StateStore, "read" | "scan">;
  readonly standings: Pick<StandingStore, "read">;
}

/** What log, state and standings hold of these people of one tenant, by place. Reads the personal topics whole, about a million records a second. */
export async function personTraces({ log, state, standings }: TracePorts, tenant: string, subjects: readonly string[]): Promise<Traces> {
  const sum = async (count: (subject: string) => Promise<number>) => {
    let total = 0;
    for (const subject of subjects) total += await count(subject);
    return total;
  };
  const traces: Record<string, number> = {};
  for (const topic of PERSONAL_TOPICS) traces[`topic:${topic}`] = await sum((subject) => log.traces(topic, laneKey(tenant, subject)));
  for (const [letter, keyOf] of [
    ["s", subjectStateKey],
    ["a", attributesKey],
    ["d", seenEventsKey],
  ] as const) {
    const values = await state.read(subjects.map((subject) => keyOf(tenant, subject)));
    traces[`state:${letter}`] = values.filter((value) => value !== undefined).length;
  }
  traces["state:p"] = await sum((subject) => waitingImpressions(state, tenant, subject));
  const found = await standings.read(tenant, subjects);
  traces["standings"] = found.filter((standing) => standing !== undefined && standing.suppressedBy === undefined).length;
  return traces;
}

/** The key of a waiting impression does not name its person; its value does. */
async function waitingImpressions(state: TracePorts["state"], tenant: string, subject: string): Promise<number> {
  const matcher = new FormMatcher([new TextEncoder().encode(subject)]);
  let waiting = 0;
  for await (const { value } of state.scan({ lane: "users", partition: subjectPartition(tenant, subject) }, "p")) {
    let isTheirs = false;
    matcher.search(value, () => {
      isTheirs = true;
    });
    if (isTheirs) waiting++;
  }
  return waiting;
}
