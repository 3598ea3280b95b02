import type { HopName, HopReading, SlowestHop } from "./schema.ts";

/** A queue at half of its limit counts as much as a whole latency budget: it has to be named before it is full. */
const FULL_AT = 0.5;

/** An event loop that is late and has less than this to do waits for a processor, not for itself. */
const STARVED_BELOW = 0.5;

/** How a hop is spoken of: itself, what passes through it (many), and what can wait there (one, many). */
export const HOP_WORDS: Readonly<
  Record<HopName, { readonly name: string; readonly passes: string; readonly waits: readonly [one: string, many: string] }>
> = {
  api: { name: "api", passes: "requests", waits: ["request", "requests"] },
  log: { name: "log", passes: "appends", waits: ["record", "records"] },
  impressions: { name: "impressions", passes: "impressions", waits: ["impression", "impressions"] },
  worker: { name: "worker", passes: "folds", waits: ["record", "records"] },
  state: { name: "state store", passes: "reads", waits: ["read", "reads"] },
  standings: { name: "standing store", passes: "reads", waits: ["read", "reads"] },
  index: { name: "vector index", passes: "searches", waits: ["search", "searches"] },
};

/** Of two hops with the same share the one further behind is named: those before it wait for it. */
const DEEPEST_FIRST: readonly HopName[] = ["index", "standings", "state", "worker", "log", "impressions", "api"];

/** What uses most of a hop's budget: how long its work takes, how long the oldest waits, how late its event loop comes, or how full its queue is. */
export type HopCause = "latency" | "waiting" | "loop" | "queue";

export interface HopBurden {
  readonly reading: HopReading;
  readonly cause: HopCause;
  /** Of its budget: 1 is all of it. */
  readonly share: number;
}

/**
 * The hop that uses most of its budget now, why, and the setting that would help. Counted against the budget are the 99th percentile, the age of
 * the oldest that still waits (so that a hop which stands still is named although nothing gets through), and the delay of its event loop;
 * a queue counts against half of its limit. Nothing is slow while no hop exceeds its budget.
 */
export function slowestHop(readings: readonly HopReading[]): SlowestHop {
  let worst: HopBurden | undefined;
  for (const reading of readings.toSorted((a, b) => depthOf(a.hop) - depthOf(b.hop))) {
    const burden = burdenOf(reading);
    if (worst === undefined || burden.share > worst.share) worst = burden;
  }
  if (worst === undefined || worst.share <= 1) {
    const busy = readings.some(({ perSecond }) => perSecond > 0);
    const sentence = `Nothing is slow now: ${busy ? "every hop keeps its budget" : "there is no traffic, and nothing waits"}.`;
    return { hop: null, share: worst?.share ?? 0, sentence, remedy: null };
  }
  const { hop } = worst.reading;
  return {
    hop,
    share: worst.share,
    sentence: sentenceOf(worst),
    remedy: worst.cause === "loop" && isStarved(worst.reading) ? null : REMEDIES[hop](worst),
  };
}

function isStarved({ busy }: HopReading): boolean {
  return busy !== null && busy < STARVED_BELOW;
}

function depthOf(hop: HopName): number {
  return DEEPEST_FIRST.indexOf(hop);
}

/** How much of its budget a hop uses, and by what. */
export function burdenOf(reading: HopReading): HopBurden {
  const { p99Ms, waitingMs, loopDelayMs, budgetMs, queue, queueLimit } = reading;
  const shares: readonly (readonly [HopCause, number])[] = [
    ["latency", (p99Ms ?? 0) / budgetMs],
    ["waiting", waitingMs / budgetMs],
    ["loop", (loopDelayMs ?? 0) / budgetMs],
    ["queue", queueLimit === null ? 0 : queue / (queueLimit * FULL_AT)],
  ];
  const [cause, share] = shares.reduce((most, one) => (one[1] > most[1] ? one : most));
  return { reading, cause, share };
}

function sentenceOf({ reading, cause, share }: HopBurden): string {
  const { name, passes } = HOP_WORDS[reading.hop];
  const beginning =
    reading.hop === "impressions" ? "The append of impressions is the slowest hop now: " : `The ${name} is the slowest hop now: `;
  const against = `${share < 10 ? share.toFixed(1) : whole(share)} times its budget of ${duration(reading.budgetMs)}`;
  switch (cause) {
    case "latency":
      return `${beginning}1 in 100 ${passes} takes ${duration(reading.p99Ms ?? 0)} or more, ${against}.`;
    case "waiting":
      return `${beginning}${waiting(reading)}, the oldest for ${duration(reading.waitingMs)}, ${against}.`;
    case "loop": {
      const why = isStarved(reading) ? "; it has little to do itself, so other programs hold the processors" : "";
      return `${beginning}its event loop comes ${duration(reading.loopDelayMs ?? 0)} late, ${against}${why}.`;
    }
    case "queue":
      return `${beginning}${waiting(reading)}, and at most ${whole(reading.queueLimit ?? 0)} may.`;
  }
}

/** What to turn, by hop. Settings are environment variables of the api, settings of a model version, or constants by file. */
const REMEDIES: Readonly<Record<HopName, (burden: HopBurden) => NonNullable<SlowestHop["remedy"]>>> = {
  api: ({ cause }) =>
    cause === "waiting"
      ? {
          setting: "RECOMMENDATION_DEADLINE_MS",
          sentence: "A lower deadline answers earlier, without what did not come in time, and says so as degraded.",
        }
      : {
          setting: "candidates",
          sentence:
            "Fewer candidates in the model version of the busiest placement cost less to score; a diversity of 0 spares a second pass.",
        },
  log: ({ cause }) =>
    cause === "queue"
      ? {
          setting: "MAX_QUEUED_RECORDS",
          sentence: "A lower limit refuses appends earlier (503 with Retry-After) instead of letting all of them wait.",
        }
      : {
          setting: "ATTUNE_HOME",
          sentence:
            "An append waits for the disk to flush: a folder on a faster disk helps, and so do senders that put more events into one request.",
        },
  impressions: ({ reading }) => ({
    setting: "WAITING_IMPRESSIONS",
    sentence: `It lets ${whole(reading.queueLimit ?? 0)} impressions wait; more of them are dropped, and what was not recorded cannot be learned from.`,
  }),
  worker: ({ reading, cause }) => ({
    setting: "MAX_UNFOLDED_RECORDS",
    sentence:
      cause === "waiting" && reading.perSecond === 0
        ? `Nothing is folded at all: look whether stream-worker runs. Until it does, events are accepted as long as at most ${whole(reading.queueLimit ?? 0)} records wait.`
        : "A lower limit tells senders to slow down earlier (429), which keeps lists fresh; folding itself grows with the processors that stream-worker gets.",
  }),
  state: () => ({
    setting: "RECOMMENDATION_DEADLINE_MS",
    sentence: "It bounds how long a list waits for state; what comes later is left out, and the list says degraded.",
  }),
  standings: () => ({
    setting: "RECOMMENDATION_DEADLINE_MS",
    sentence: "It bounds how long a list waits for the person's standing; one that comes later counts as no permission.",
  }),
  index: () => ({
    setting: "retrievers.vectors",
    sentence: "A model version with weight 0 for vectors searches nothing; one with diversity 0 spares reading the vectors of the best.",
  }),
};

function waiting({ hop, queue }: HopReading): string {
  const [one, many] = HOP_WORDS[hop].waits;
  return queue === 1 ? `1 ${one} waits` : `${whole(queue)} ${many} wait`;
}

function whole(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

function duration(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
}
