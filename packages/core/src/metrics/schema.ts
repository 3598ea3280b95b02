import * as z from "zod";

/** What events and requests pass through, each inside or behind the one before it: `api` waits for `log`, `state`, `standings` and `index`. */
export const HOPS = ["api", "log", "impressions", "worker", "state", "standings", "index"] as const;
export type HopName = (typeof HOPS)[number];

/**
 * What a hop may take at its 99th percentile, in milliseconds. `api`, `state`, `standings` and `index` add up to the 10 ms of a recommendation
 * (state is read twice); `log` and `worker` are the embedded budgets of an append and of freshness; an impression only has to come before its click.
 */
export const HOP_BUDGETS_MS: Readonly<Record<HopName, number>> = {
  api: 3,
  log: 10,
  impressions: 1_000,
  worker: 15,
  state: 2,
  standings: 1,
  index: 2,
};

export const hopReadingSchema = z.object({
  hop: z.enum(HOPS),
  /** Over the last ten seconds; `null` when nothing passed. */
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  budgetMs: z.number(),
  /** Over the last three seconds. */
  perSecond: z.number(),
  /** What waits or is under way at this moment: requests, records, impressions, reads. */
  queue: z.number(),
  /** What may wait; `null` where nothing is counted against a limit. */
  queueLimit: z.number().nullable(),
  /** How long the oldest of them has been waiting. */
  waitingMs: z.number(),
  /** How late the event loop comes (99th percentile of a second, mean of ten), for the hop that is its process; else `null`. */
  loopDelayMs: z.number().nullable(),
  /** Share of the time in which that event loop had something to do, 0 to 1; else `null`. */
  busy: z.number().nullable(),
});
export type HopReading = z.infer<typeof hopReadingSchema>;

export const slowestHopSchema = z.object({
  /** `null` when every hop keeps its budget. */
  hop: z.enum(HOPS).nullable(),
  /** Times its budget; 1 is all of it. The largest of all hops, also when nothing is slow. */
  share: z.number(),
  sentence: z.string(),
  /** A setting that exists, by its name, and what it would do. */
  remedy: z.object({ setting: z.string(), sentence: z.string() }).nullable(),
});
export type SlowestHop = z.infer<typeof slowestHopSchema>;

/** How a process of ours is doing. */
export const processVitalsSchema = z.object({
  pid: z.int(),
  /** 99th percentile of how late its event loop came, in the last second. */
  loopDelayMs: z.number(),
  /** Share of the last second in which its event loop was busy, 0 to 1. */
  busy: z.number(),
  residentBytes: z.number(),
});
export type ProcessVitals = z.infer<typeof processVitalsSchema>;

/** What the worker publishes of itself once a second beside its reports, as JSON to the topic `metrics`. It names no tenant. */
export const workerVitalsSchema = z.object({
  worker: processVitalsSchema,
  /** Second since 1970. */
  id: z.int(),
  /** Records folded in that second, and left in the lane after the last batch. */
  lanes: z.array(z.object({ lane: z.string(), perSecond: z.number(), lag: z.number() })),
});
export type WorkerVitals = z.infer<typeof workerVitalsSchema>;

/** What an api process publishes of itself once a second beside its reports, as JSON to the topic `metrics`. It names no tenant. */
export const apiVitalsSchema = z.object({
  /** Which process, as long as it lives. */
  api: z.string(),
  /** Second since 1970. */
  id: z.int(),
  /** Whether a tenant asked something of it: the others then speak as well, and all are silent when nobody is asked. */
  asked: z.boolean(),
  vitals: processVitalsSchema,
  /** What it measured of each hop in that second (`LatencySketch.toJSON()`), and what waits there. */
  hops: z.array(hopReadingSchema.pick({ hop: true, queue: true, queueLimit: true, waitingMs: true }).extend({ took: z.array(z.number()) })),
});
export type ApiVitals = z.infer<typeof apiVitalsSchema>;

/** What the supervisor says of a process that it keeps. */
export const supervisedProcessSchema = z.object({ name: z.string(), pid: z.int().optional(), ready: z.boolean(), restarts: z.int() });
export type SupervisedProcess = z.infer<typeof supervisedProcessSchema>;

/** Of one tenant, per second over the last three. */
export const tenantRateSchema = z.object({
  tenantId: z.string(),
  slug: z.string(),
  name: z.string(),
  accepted: z.number(),
  rejected: z.number(),
  folded: z.number(),
  recommendations: z.number(),
  degraded: z.number(),
});
export type TenantRate = z.infer<typeof tenantRateSchema>;

/** Answer of `GET /internal/v1/hops`: the whole platform at this moment, for its operator. Counts and durations only, nothing of a person. */
export const platformNowSchema = z.object({
  /** The second that was closed last. */
  id: z.int(),
  slowest: slowestHopSchema,
  hops: z.array(
    hopReadingSchema.extend({
      /** 99th percentile of each of the last 120 seconds, oldest first; `null` where nothing passed. */
      p99sMs: z.array(z.number().nullable()),
      queues: z.array(z.number()),
    }),
  ),
  processes: z.array(supervisedProcessSchema.extend({ vitals: processVitalsSchema.nullable() })),
  lanes: workerVitalsSchema.shape.lanes,
  tenants: z.array(tenantRateSchema),
});
export type PlatformNow = z.infer<typeof platformNowSchema>;
