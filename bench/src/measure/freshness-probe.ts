import { setTimeout as pause } from "node:timers/promises";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { seededRandom } from "@attune/core/ranking/seeded-random";
import { monotonicMs } from "../load/monotonic-ms.ts";
import { personProbe } from "./person-probe.ts";
import type { Session } from "./session.ts";

const EVERY_MS = 100;
const PATIENCE_MS = 2000;

export interface FreshnessOutcome {
  readonly probes: number;
  /** Probes whose item was not named within two seconds; they count in the latencies with the time they waited. */
  readonly unseen: number;
  /** Events or lists that were refused or not answered: no probe came of them. */
  readonly refused: number;
  readonly latency: readonly number[];
}

/**
 * A known person views an item with known neighbours; from the acknowledgement until a recommendation for this person names the item in a reason,
 * asked for back to back. One probe each 100 ms until `until` aborts.
 */
export async function probeFreshness(session: Session, until: AbortSignal): Promise<FreshnessOutcome> {
  const random = seededRandom(`probe ${session.seed} ${performance.now()}`);
  const probe = personProbe(session);
  const latency = new LatencySketch();
  const named = new Set<string>();
  let [probes, unseen, refused] = [0, 0, 0];

  while (!until.aborted) {
    const nextMs = monotonicMs() + EVERY_MS;
    const pair = probe.draw(random);
    const id = `${pair.userId} ${pair.itemId}`;
    try {
      // An item that is named already proves nothing.
      if (!named.has(id) && !(await probe.names(pair))) {
        named.add(id);
        await probe.view(pair, `probe-${performance.timeOrigin}-${performance.now()}`);
        const acknowledgedMs = monotonicMs();
        let seen = false;
        while (!seen && monotonicMs() - acknowledgedMs < PATIENCE_MS) seen = await probe.names(pair).catch(() => false);
        latency.add(monotonicMs() - acknowledgedMs);
        probes += 1;
        if (!seen) unseen += 1;
      }
    } catch {
      refused += 1;
    }
    await pause(Math.max(0, nextMs - monotonicMs()));
  }
  await probe.close();
  return { probes, unseen, refused, latency: latency.toJSON() };
}

export function probesText({ probes, unseen, refused }: FreshnessOutcome): string {
  return `${probes} probes (${unseen} never seen${refused === 0 ? "" : `, ${refused} refused`})`;
}
