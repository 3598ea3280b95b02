import { setTimeout as pause } from "node:timers/promises";
import { LatencySketch } from "../../../packages/core/src/metrics/latency-sketch.ts";
import type { StackApi } from "../../testing/run-stack.ts";
import { callApi } from "./call-api.ts";
import type { Violations } from "./violations.ts";

export interface ProberFigures {
  readonly lists: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  /** Lists by reason for being degraded. */
  readonly degraded: ReadonlyMap<string, number>;
  /** Asked while the api was away or not ready. */
  readonly unanswered: number;
}

export interface ProberOptions {
  readonly apis: readonly StackApi[];
  readonly headers: Readonly<Record<string, string>>;
  readonly random: () => number;
  readonly people: readonly string[];
  /** Those who do not permit personalisation, more and more. */
  readonly withdrawn: readonly string[];
  readonly violations: Violations;
}

const EVERY_MS = 10;

/** Asks for lists all the time, a third of them for people who refused personalisation. A list may be poor, never late, an error, or personal against their will. */
export function startProber({ apis, headers, random, people, withdrawn, violations }: ProberOptions) {
  let figures = fresh();
  let stopped = false;
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;

  async function ask(api: StackApi): Promise<void> {
    const refuses = withdrawn.length > 0 && random() < 1 / 3;
    const userId = refuses ? oneOf(withdrawn) : oneOf(people);
    const startedMs = performance.now();
    const answer = await callApi(api.origin, "/v1/recommendations", headers, { userId, placement: "home", count: 5 });
    const tookMs = performance.now() - startedMs;
    if (answer === undefined || answer.status === 503) {
      figures.unanswered += 1;
      await pause(50);
      return;
    }
    if (answer.status !== 200) return violations.note(`a list was refused with ${answer.status}`);
    figures.latency.add(tookMs);
    figures.worst = Math.max(figures.worst, tookMs);
    for (const reason of answer.body["degradedReasons"] as readonly string[])
      figures.degraded.set(reason, (figures.degraded.get(reason) ?? 0) + 1);
    if (refuses && answer.body["personalized"] === true) violations.note("a person who had withdrawn got a personalised list");
  }

  const loops = apis.map(async (api) => {
    while (!stopped) {
      await ask(api);
      await pause(EVERY_MS);
    }
  });

  return {
    /** Since they were taken last. */
    take(): ProberFigures {
      const { latency, ...rest } = figures;
      figures = fresh();
      const quantile = (q: number) => (latency.count === 0 ? 0 : (latency.quantile(q) as number));
      return { ...rest, lists: latency.count, p50: quantile(0.5), p99: quantile(0.99) };
    },
    async stop() {
      stopped = true;
      await Promise.all(loops);
    },
  };
}

function fresh() {
  return { latency: new LatencySketch(), worst: 0, degraded: new Map<string, number>(), unanswered: 0 };
}
