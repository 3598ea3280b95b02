import { Fault } from "@attune/core/faults";
import type { PlatformNow, ProcessVitals, TenantRate } from "@attune/core/metrics/schema";
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
      lanes: hops.worker?.lanes ?? [],
      tenants: tenantRates(collaborators),
    };
  });
}

/** What the supervisor keeps, each beside what it says of itself; without a supervisor those that spoke. */
async function processesNow({ hops }: Collaborators, file: string | undefined): Promise<PlatformNow["processes"]> {
  const own: readonly (readonly [name: string, vitals: ProcessVitals | undefined])[] = [
    ["api", hops.vitals],
    ["stream-worker", hops.worker?.worker],
  ];
  const kept = file === undefined ? [] : await supervisedProcesses(file);
  if (kept.length > 0)
    return kept.map((process) => ({ ...process, vitals: own.find(([, vitals]) => vitals?.pid === process.pid)?.[1] ?? null }));
  return own.flatMap(([name, vitals]) => (vitals === undefined ? [] : [{ name, pid: vitals.pid, ready: true, restarts: 0, vitals }]));
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
