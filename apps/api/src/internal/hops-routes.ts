import { Fault } from "@attune/core/faults";
import type { PlatformNow, ProcessVitals, TenantRate, WorkerVitals } from "@attune/core/metrics/schema";
import { slowestHop } from "@attune/core/metrics/slowest-hop";
import type { FastifyInstance } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import { supervisedProcesses } from "./supervised-processes.ts";

const RATE_SECONDS = 3;

/** The whole platform at this moment. It is of no tenant, so the token's role alone decides: an operator's. */
export function hopsRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  const { clock, hops, hopQueues, settings } = collaborators;

  app.get("/internal/v1/hops", async (request): Promise<PlatformNow> => {
    if (request.claims?.role !== "operator") throw new Fault("insufficient_scope", "Only the operator of the platform may see this.");
    const readings = hops.readings(hopQueues());
    return {
      id: Math.floor(clock() / 1000) - 1,
      slowest: slowestHop(readings),
      hops: readings.map((reading) => ({
        ...reading,
        p50Ms: rounded(reading.p50Ms),
        p99Ms: rounded(reading.p99Ms),
        p99sMs: reading.p99sMs.map(rounded),
        queues: [...reading.queues],
      })),
      processes: await processesNow(collaborators, settings.supervisorFile),
      lanes: lanesOf(hops.workers),
      tenants: tenantRates(collaborators),
    };
  });
}

/** What the supervisor keeps, each beside what it says of itself; after them those that spoke and that it does not keep: `api`, `api 2`, …. */
async function processesNow({ hops }: Collaborators, file: string | undefined): Promise<PlatformNow["processes"]> {
  const kept = file === undefined ? [] : await supervisedProcesses(file);
  const spoke: readonly (readonly [name: string, vitals: readonly ProcessVitals[]])[] = [
    ["api", hops.apis],
    ["stream-worker", hops.workers.map(({ worker }) => worker)],
  ];
  const processes = kept.map((process) => {
    const vitals = spoke.flatMap(([, all]) => all).find(({ pid }) => pid === process.pid) ?? null;
    return { ...process, vitals };
  });
  for (const [name, all] of spoke) {
    let number = kept.filter((process) => process.name === name).length;
    for (const vitals of all.filter(({ pid }) => kept.every((process) => process.pid !== pid)))
      processes.push({ name: ++number === 1 ? name : `${name} ${number}`, pid: vitals.pid, ready: true, restarts: 0, vitals });
  }
  return processes;
}

/** Workers share the partitions of a lane. */
function lanesOf(workers: readonly WorkerVitals[]): PlatformNow["lanes"] {
  const byLane = Map.groupBy(
    workers.flatMap(({ lanes }) => lanes),
    ({ lane }) => lane,
  );
  return [...byLane].map(([lane, counts]) => ({
    lane,
    perSecond: counts.reduce((sum, { perSecond }) => sum + perSecond, 0),
    lag: counts.reduce((sum, { lag }) => sum + lag, 0),
  }));
}

/** The busiest first; tenants without traffic come last, by name. */
function tenantRates({ control, live }: Collaborators): TenantRate[] {
  const rates = live.rates(RATE_SECONDS);
  const none = { accepted: 0, rejected: 0, folded: 0, recommendations: 0, degraded: 0 };
  return [...control.snapshot.tenants.values()]
    .map(({ id, slug, name }) => ({ tenantId: id, slug, name, ...(rates.get(id) ?? none) }))
    .sort((a, b) => b.accepted + b.recommendations - (a.accepted + a.recommendations) || a.name.localeCompare(b.name));
}

/** To a microsecond. */
function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 1000) / 1000;
}
