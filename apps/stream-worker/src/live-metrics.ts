import { randomUUID } from "node:crypto";
import { permits } from "@attune/core/consent/permissions-of";
import type { UserEffects } from "@attune/core/flows/fold-lane-record";
import type { WorkerReport } from "@attune/core/live/worker-report";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { rateWindow } from "@attune/core/metrics/rate-window";
import type { Clock } from "@attune/core/ports/clock";
import type { Log } from "@attune/core/ports/log";
import type { WorkerVitalsCount } from "./worker-vitals.ts";

/** Click-through is over the last minute. */
const ratio = rateWindow({ seconds: 60 });
/** A tenant is reported on for this long after its last event. */
const REPORTED_MS = 300_000;

interface TenantLive {
  folded: number;
  freshness: LatencySketch;
  readonly shown: { readonly personalized: ReturnType<typeof ratio.init>; readonly popularity: ReturnType<typeof ratio.init> };
  readonly clicked: { readonly personalized: ReturnType<typeof ratio.init>; readonly popularity: ReturnType<typeof ratio.init> };
  accuracy: WorkerReport["accuracy"];
  activeMs: number;
}

/** What the worker knows of each tenant right now; `publish` sends it to the topic `metrics` once a second. */
export function liveMetrics(ports: { readonly log: Log; readonly clock: Clock; readonly vitals: Pick<WorkerVitalsCount, "said"> }) {
  const worker = randomUUID();
  const tenants = new Map<string, TenantLive>();
  const lags = new Map<number, number>();

  function of(tenant: string): TenantLive {
    let live = tenants.get(tenant);
    if (live === undefined) {
      const pair = () => ({ personalized: ratio.init(), popularity: ratio.init() });
      live = {
        folded: 0,
        freshness: new LatencySketch(),
        shown: pair(),
        clicked: pair(),
        accuracy: { ranker: null, popularity: null },
        activeMs: 0,
      };
      tenants.set(tenant, live);
    }
    live.activeMs = ports.clock();
    return live;
  }

  function folded(effects: UserEffects, partition: number, lag: number): void {
    const nowMs = ports.clock();
    lags.set(partition, lag);
    for (const event of effects.folded) {
      const live = of(event.tenant);
      live.folded += 1;
      live.freshness.add(nowMs - event.acceptedAtMs);
    }
    for (const { impression, labels } of effects.decided) {
      const kind = listKind(impression.personalized, impression.permissions);
      if (kind === undefined) continue;
      const live = of(impression.tenant);
      ratio.add(live.shown[kind], nowMs, 1);
      if (labels.includes(1)) ratio.add(live.clicked[kind], nowMs, 1);
    }
  }

  async function publish(): Promise<void> {
    const nowMs = ports.clock();
    const lag = [...lags.values()].reduce((sum, one) => sum + one, 0);
    const reports = [...tenants]
      .filter(([, live]) => nowMs - live.activeMs < REPORTED_MS)
      .map(([tenant, live]) => reportOf(tenant, live, lag, nowMs));
    const vitals = ports.vitals.said();
    // Where nothing happens nothing is written, so that an idle log stays quiet.
    if (reports.length === 0) return;
    const append = (key: string, said: object) => ({ partition: 0, key, timestampMs: nowMs, value: Buffer.from(JSON.stringify(said)) });
    await ports.log.append("metrics", [append("worker", vitals), ...reports.map((report) => append(report.tenant, report))]);
  }

  function reportOf(tenant: string, live: TenantLive, lag: number, nowMs: number): WorkerReport {
    const counts = (kind: "personalized" | "popularity"): [number, number] => [
      ratio.total(live.shown[kind], nowMs),
      ratio.total(live.clicked[kind], nowMs),
    ];
    const report: WorkerReport = {
      worker,
      tenant,
      id: Math.floor(nowMs / 1000),
      folded: live.folded,
      freshness: live.folded === 0 ? [] : live.freshness.toJSON(),
      lag,
      ctr: { personalized: counts("personalized"), popularity: counts("popularity") },
      accuracy: live.accuracy,
    };
    live.folded = 0;
    live.freshness = new LatencySketch();
    return report;
  }

  return {
    folded,
    publish,
    learned: (tenant: string, accuracy: WorkerReport["accuracy"]) => {
      of(tenant).accuracy = accuracy;
    },
  };
}

/** Lists of people who refused personalisation are what popularity achieves; cold starts and trending lists are neither. */
function listKind(personalized: boolean, permissions: number): "personalized" | "popularity" | undefined {
  if (personalized) return "personalized";
  return permits(permissions, "personalization") ? undefined : "popularity";
}
