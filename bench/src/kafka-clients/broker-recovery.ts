import { setTimeout as pause } from "node:timers/promises";
import { joinLane, laneEffects } from "@attune/adapters/kafka/lane-effects.fixture";
import type { Log } from "@attune/core/ports/log";
import { type ClientName, clientOptions, PARTITIONS, withLog } from "./client-log.ts";

const AGAIN_MS = 5;

export interface BrokerRecovery {
  /** From when the broker is ready again. */
  readonly acknowledgedMs: number;
  readonly handledMs: number;
}

export interface BrokerOutage {
  /** The broker is gone. */
  readonly gone: Promise<void>;
  /** It is ready again; resolves with when that was. */
  readonly back: Promise<number>;
}

/** Appends and consumes through the outage, and tells when both work again. `ready` is called when the broker may be killed. */
export async function measureBrokerRecovery(
  client: ClientName,
  broker: string,
  outage: BrokerOutage,
  ready: () => void,
): Promise<BrokerRecovery> {
  return withLog(clientOptions(client, broker), async (log) => {
    const effects = laneEffects();
    const running = await joinLane(log, effects.of("one"), { maxBatchRecords: 100, work: async () => undefined });
    await appendUntilTaken(log, () => 0);
    await effects.until(() => effects.stand(0) > 0);
    ready();
    await outage.gone;
    let backMs = Number.POSITIVE_INFINITY;
    void outage.back.then((atMs) => {
      backMs = atMs;
    });
    const acknowledgedMs = await appendUntilTaken(log, () => backMs);
    const end = (await log.bounds("events"))[0]?.end ?? 0;
    await effects.until(() => effects.stand(0) >= end);
    const handledMs = performance.now() - backMs;
    await running.stop();
    return { acknowledgedMs, handledMs };
  });
}

/** Resolves with how long after `sinceMs` the first append was acknowledged that was asked for then. */
async function appendUntilTaken(log: Log, sinceMs: () => number): Promise<number> {
  const records = Array.from({ length: PARTITIONS }, (_, partition) => ({
    partition,
    key: "k",
    value: Buffer.from("v"),
    timestampMs: Date.now(),
  }));
  for (;;) {
    const taken = await log.append("events", records).then(
      () => true,
      () => false,
    );
    const tookMs = performance.now() - sinceMs();
    if (taken && tookMs >= 0) return tookMs;
    await pause(AGAIN_MS);
  }
}
