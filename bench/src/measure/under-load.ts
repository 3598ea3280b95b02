import { runLoad } from "../load/run-load.ts";
import { quantilesOf, quantilesText, short } from "../report/figures.ts";
import { probeFreshness, probesText } from "./freshness-probe.ts";
import { section } from "./load-catalogue.ts";
import { CONNECTIONS, recommendationStream } from "./recommendations.ts";
import { refusedOf, refusedText } from "./refused-of.ts";
import type { Session } from "./session.ts";

const RECOMMENDATIONS_PER_SECOND = 500;
const EVENTS_PER_SECOND = 200;
const WARM_UP_SECONDS = 2;
const TOLERATED = 0.001;

/** Recommendations, events and freshness at the same time, since either alone is easy. `seconds` / 10 probes a second. */
export async function measureUnderLoad(session: Session, memoryOrigin: string, seconds: number): Promise<void> {
  const { platform, shop, size, report, seed, profiles } = session;
  const recommendations = { ...recommendationStream(session), ratePerSecond: RECOMMENDATIONS_PER_SECOND };
  const events = {
    name: "events",
    path: "/v1/events",
    headers: platform.headers,
    bodies: shop.singles(Math.ceil((seconds + WARM_UP_SECONDS) * EVENTS_PER_SECOND * 1.2)),
    draw: "once" as const,
    markers: [],
    ratePerSecond: EVENTS_PER_SECOND,
  };
  const plan = {
    kind: "open",
    streams: [recommendations, events],
    connections: CONNECTIONS,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds,
    seed,
  } as const;
  const floorLoad = await runLoad({
    ...plan,
    streams: [recommendations],
    seconds: Math.min(seconds, session.seconds),
    origin: memoryOrigin,
  });
  const over = new AbortController();
  const [load, fresh] = await profiles.during(`load-${size.items}`, platform, () =>
    Promise.all([runLoad({ ...plan, origin: platform.origin }).finally(() => over.abort()), probeFreshness(session, over.signal)]),
  );
  const refused = refusedOf(load.streams, 1);
  const clean = refused <= TOLERATED * plan.seconds * (RECOMMENDATIONS_PER_SECOND + EVENTS_PER_SECOND);
  const [listed, sent] = load.streams;
  const [floor] = floorLoad.streams;
  if (listed === undefined || sent === undefined || floor === undefined) throw new Error("a load lost its streams");

  const [times, least, acknowledged, freshness] = [listed, floor, sent, fresh].map(({ latency }) => quantilesOf(latency)) as [
    Times,
    Times,
    Times,
    Times,
  ];
  const [degraded = 0, full = 0] = listed.marked;
  const own = section(size.items);
  const load500 = `at ${RECOMMENDATIONS_PER_SECOND} recommendations/s + ${EVENTS_PER_SECOND} events/s`;
  report.row({
    section: own,
    what: `recommendation ${load500}, p50 / p95 / p99`,
    measured: quantilesText(times) + refusedText([listed]),
    floor: quantilesText(least),
    ratio: times.p99Ms / least.p99Ms,
  });
  report.row({
    section: own,
    what: `event acknowledged ${load500}, p50 / p95 / p99`,
    measured: quantilesText(acknowledged) + refusedText([sent]),
  });
  report.row({
    section: own,
    what: `freshness ${load500}, p50 / p95 / p99 of ${probesText(fresh)}`,
    measured: quantilesText(freshness),
    floor: quantilesText(least),
    ratio: freshness.p99Ms / least.p99Ms,
  });
  report.row({
    section: own,
    what: "lists of the whole pipeline / degraded",
    measured: `${short((100 * full) / listed.answered)} % / ${short((100 * degraded) / listed.answered)} %`,
  });
  report.row({
    section: own,
    what: "load generator: late against its schedule p99; cores",
    measured: `${short(quantilesOf(listed.lateness).p99Ms)} ms; ${short(load.generatorCores)}`,
  });

  const at = (name: string) => `items${size.items}.underLoad.${name}`;
  for (const [name, value] of Object.entries(times)) report.number(at(`recommendation.${name}`), value);
  for (const [name, value] of Object.entries(least)) report.number(at(`recommendation.fromMemory.${name}`), value);
  for (const [name, value] of Object.entries(acknowledged)) report.number(at(`event.${name}`), value);
  for (const [name, value] of Object.entries(freshness)) report.number(at(`freshness.${name}`), value);
  report.number(at("freshness.probes"), fresh.probes);
  report.number(at("freshness.unseen"), fresh.unseen);
  report.number(at("refused"), refused);
  report.number(at("degradedShare"), degraded / listed.answered);
  report.number(at("generatorLatenessP99Ms"), quantilesOf(listed.lateness).p99Ms);
  report.number(at("generatorCores"), load.generatorCores);

  const ratio = times.p99Ms / least.p99Ms;
  report.judge({
    what: `${own}: recommendation p50 ${load500}`,
    budget: "<= 3 ms",
    measured: `${short(times.p50Ms)} ms`,
    met: clean && times.p50Ms <= 3,
  });
  report.judge({
    what: `${own}: recommendation p99 ${load500}`,
    budget: "<= 10 ms",
    measured: `${short(times.p99Ms)} ms`,
    met: clean && times.p99Ms <= 10,
  });
  report.judge({
    what: `${own}: that p99 against the same bytes from memory`,
    budget: "<= 3 times",
    measured: `${short(ratio)} times`,
    met: clean && ratio <= 3,
  });
  // On Kafka and Redis freshness has a load of its own, and its budget there.
  if (!platform.onServices) {
    report.judge({
      what: `${own}: freshness p99 under the same load, embedded`,
      budget: "<= 15 ms",
      measured: `${short(freshness.p99Ms)} ms`,
      met: freshness.p99Ms <= 15 && fresh.unseen + fresh.refused === 0 && fresh.probes > 0,
    });
  }
}

type Times = ReturnType<typeof quantilesOf>;
