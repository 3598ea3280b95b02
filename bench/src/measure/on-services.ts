import { kafkaCosts } from "../baseline/kafka-costs.ts";
import { qdrantSearchCost } from "../baseline/qdrant-costs.ts";
import { redisCosts } from "../baseline/redis-costs.ts";
import type { RequestStream } from "../load/load-plan.ts";
import { runLoad } from "../load/run-load.ts";
import { cpuOf } from "../platform/cpu-of.ts";
import { quantilesOf, quantilesText, short } from "../report/figures.ts";
import { type Floor, reportHops } from "./by-hop.ts";
import { probeFreshness, probesText } from "./freshness-probe.ts";
import { section } from "./load-catalogue.ts";
import { CONNECTIONS, degradedText, recommendationStream } from "./recommendations.ts";
import { refusedOf, refusedText } from "./refused-of.ts";
import { reportCpu } from "./report-cpu.ts";
import type { Session } from "./session.ts";
import { settled } from "./settled.ts";

const EVENTS_PER_SECOND = 500;
/** A hop is looked at where it does not queue: that share of what saturates it. */
const UNSATURATED = 0.4;
const MOST_PER_SECOND = 500;
const WARM_UP_SECONDS = 2;
/** Hops are told over the last ten seconds: so long nothing else may run before they are asked. */
const OVERHEARD = 50;
const BUDGET_MS = 50;

/** What the servers take by themselves, then freshness and recommendations with the way that each of them goes, hop by hop. */
export async function measureOnServices(session: Session, saturationPerSecond: number, seconds: number): Promise<void> {
  await settled(session);
  const floors = await measureFloors(session);
  await measureIdleFreshness(session, floors, seconds / 2);
  await measureRecommendationWay(session, floors, saturationPerSecond, seconds);
  await measureFreshness(session, floors, seconds);
}

type Floors = Readonly<Record<"append" | "trip" | "read" | "search", Floor>>;

/** Nothing else runs meanwhile. */
async function measureFloors(session: Session): Promise<Floors> {
  const { platform, size, report, seed } = session;
  const { KAFKA_BROKERS: brokers = "", REDIS_URL: redisUrl = "", QDRANT_URL: qdrantUrl = "" } = platform.serverAddresses;
  const kafka = await kafkaCosts(brokers.split(","));
  const redis = await redisCosts(redisUrl, OVERHEARD, () => askFor(recommendationStream(session), platform.origin, OVERHEARD));
  const search = await qdrantSearchCost(qdrantUrl, size.items, seed);
  const keys = `MGET of ${short(redis.keysPerRead)} keys, ${short(redis.bytesPerRead / 1024)} KiB`;
  const floors: Floors = {
    append: { what: "one append, acks=all", sketch: kafka.append },
    trip: { what: "one append until a consumer has it", sketch: kafka.trip },
    read: { what: keys, sketch: redis.read },
    search: { what: "one search", sketch: search },
  };
  for (const [name, { what, sketch }] of Object.entries(floors)) {
    const times = quantilesOf(sketch.toJSON());
    report.row({
      section: section(size.items),
      what: `alone on the idle server: ${what}, p50 / p95 / p99`,
      measured: quantilesText(times),
    });
    for (const [quantile, value] of Object.entries(times)) report.number(`items${size.items}.alone.${name}.${quantile}`, value);
  }
  report.row({
    section: section(size.items),
    what: "reads from Redis (MGET) for one recommendation",
    measured: short(redis.readsPerRequest),
  });
  return floors;
}

async function askFor({ path, headers, bodies }: RequestStream, origin: string, count: number): Promise<void> {
  for (const body of bodies.slice(0, count))
    await (await fetch(`${origin}${path}`, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body })).text();
}

async function measureRecommendationWay(session: Session, floors: Floors, saturationPerSecond: number, seconds: number): Promise<void> {
  const { platform, size, report, seed } = session;
  const ratePerSecond = Math.max(1, Math.min(MOST_PER_SECOND, Math.floor(UNSATURATED * saturationPerSecond)));
  const stream = { ...recommendationStream(session), ratePerSecond };
  const { result: load, seconds: cpu } = await cpuOf(platform, () =>
    runLoad({
      kind: "open",
      streams: [stream],
      origin: platform.origin,
      connections: CONNECTIONS,
      warmUpSeconds: WARM_UP_SECONDS,
      seconds,
      seed,
    }),
  );
  const times = quantilesOf(load.streams[0]?.latency ?? []);
  report.row({
    section: section(size.items),
    what: `recommendation at ${ratePerSecond}/s, where nothing queues, p50 / p95 / p99`,
    measured: quantilesText(times) + refusedText(load.streams) + load.streams.map(degradedText).join(""),
  });
  for (const [name, value] of Object.entries(times)) report.number(`items${size.items}.unsaturated.recommendation.${name}`, value);
  await reportHops(session, "recommendation", ["api", "standings", "state", "index", "impressions"], {
    state: floors.read,
    index: floors.search,
    impressions: floors.append,
  });
  reportCpu(
    session,
    `recommendation at ${ratePerSecond}/s`,
    "unsaturated.recommendation",
    ratePerSecond * (seconds + WARM_UP_SECONDS),
    cpu,
  );
}

/** The probe alone: the way itself, without anybody to wait for. */
async function measureIdleFreshness(session: Session, { trip }: Floors, seconds: number): Promise<void> {
  const { size, report } = session;
  const fresh = await probeFreshness(session, AbortSignal.timeout(1000 * seconds));
  const [times, least] = [quantilesOf(fresh.latency), quantilesOf(trip.sketch.toJSON())];
  report.row({
    section: section(size.items),
    what: `freshness with nothing beside it, p50 / p95 / p99 of ${probesText(fresh)}`,
    measured: quantilesText(times),
    floor: `${quantilesText(least)} (${trip.what})`,
    ratio: times.p50Ms / least.p50Ms,
  });
  for (const [name, value] of Object.entries(times)) report.number(`items${size.items}.idle.freshness.${name}`, value);
}

/** Events alone beside the probe, which asks for lists as often as it is answered. */
async function measureFreshness(session: Session, floors: Floors, seconds: number): Promise<void> {
  const { platform, shop, size, report, profiles, seed } = session;
  const own = section(size.items);
  const all = Math.ceil((seconds + WARM_UP_SECONDS) * EVENTS_PER_SECOND * 1.2);
  const events = {
    name: "events",
    path: "/v1/events",
    headers: platform.headers,
    bodies: shop.singles(all),
    draw: "once",
    markers: [],
  } as const;
  const plan = { kind: "open", connections: CONNECTIONS, warmUpSeconds: WARM_UP_SECONDS, seconds, seed, origin: platform.origin } as const;
  const over = new AbortController();
  const { result, seconds: cpu } = await cpuOf(platform, () =>
    profiles.during(`freshness-${size.items}`, platform, () =>
      Promise.all([
        runLoad({ ...plan, streams: [{ ...events, ratePerSecond: EVENTS_PER_SECOND }] }).finally(() => over.abort()),
        probeFreshness(session, over.signal),
      ]),
    ),
  );
  const [load, fresh] = result;
  const [acknowledged, freshness] = [load.streams[0]?.latency ?? [], fresh.latency].map(quantilesOf) as [Times, Times];
  const trip = quantilesOf(floors.trip.sketch.toJSON());
  report.row({
    section: own,
    what: `event acknowledged at ${EVENTS_PER_SECOND} events/s, p50 / p95 / p99`,
    measured: quantilesText(acknowledged) + refusedText(load.streams),
  });
  report.row({
    section: own,
    what: `freshness at ${EVENTS_PER_SECOND} events/s, p50 / p95 / p99 of ${probesText(fresh)}`,
    measured: quantilesText(freshness),
    floor: `${quantilesText(trip)} (${floors.trip.what})`,
    ratio: freshness.p50Ms / trip.p50Ms,
  });
  await reportHops(session, "freshness", ["api", "log", "worker", "state", "index"], {
    log: floors.append,
    worker: floors.trip,
    state: floors.read,
    index: floors.search,
  });
  reportCpu(
    session,
    `event at ${EVENTS_PER_SECOND} events/s, its share of the probe's lists included`,
    "freshness",
    EVENTS_PER_SECOND * (seconds + WARM_UP_SECONDS),
    cpu,
  );
  const at = (name: string) => `items${size.items}.freshness.${name}`;
  for (const [name, value] of Object.entries(freshness)) report.number(at(name), value);
  for (const [name, value] of Object.entries(acknowledged)) report.number(at(`event.${name}`), value);
  report.number(at("probes"), fresh.probes);
  report.number(at("unseen"), fresh.unseen);
  report.judge({
    what: `${own}: freshness p99 at ${EVENTS_PER_SECOND} events/s, on Kafka and Redis`,
    budget: `<= ${BUDGET_MS} ms`,
    measured: `${short(freshness.p99Ms)} ms`,
    met: freshness.p99Ms <= BUDGET_MS && fresh.unseen + fresh.refused === 0 && fresh.probes > 0 && refusedOf(load.streams, 1) === 0,
  });
}

type Times = ReturnType<typeof quantilesOf>;
