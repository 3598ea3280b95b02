import type { RequestStream, StreamOutcome } from "../load/load-plan.ts";
import { runLoad } from "../load/run-load.ts";
import { cpuOf } from "../platform/cpu-of.ts";
import { quantilesOf, quantilesText, short } from "../report/figures.ts";
import { section } from "./load-catalogue.ts";
import { refusedOf, refusedText } from "./refused-of.ts";
import { reportCpu } from "./report-cpu.ts";
import type { Session } from "./session.ts";

export const RATES = [100, 250, 500, 1000];
export const CONNECTIONS = 64;
const SATURATING = 32;
const WARM_UP_SECONDS = 2;
/** Lists that leave out what was late are fast for the wrong reason. */
const TOLERATED_DEGRADED = 0.01;

/** Ten for the home page, for people who are known, drawn at random. */
export function recommendationStream({ platform, shop }: Session): RequestStream {
  const bodies = shop.personIds().map((userId) => JSON.stringify({ userId, placement: "home", count: 10 }));
  return {
    name: "recommendations",
    path: "/v1/recommendations",
    headers: platform.headers,
    bodies,
    draw: "random",
    markers: ['"degraded":true', '"fallback":null'],
  };
}

/** Latency at fixed rates, the memory server right before the platform at each; then throughput at saturation, per second, which it resolves with. */
export async function measureRecommendations(session: Session, memoryOrigin: string, rates: readonly number[]): Promise<number> {
  const { platform, size, report, seconds, seed, profiles } = session;
  const stream = recommendationStream(session);
  const common = { connections: CONNECTIONS, warmUpSeconds: WARM_UP_SECONDS, seconds, seed };
  const own = section(size.items);
  for (const rate of rates) {
    const plan = { ...common, kind: "open", streams: [{ ...stream, ratePerSecond: rate }] } as const;
    const floor = only(await runLoad({ ...plan, origin: memoryOrigin }));
    const load = await runLoad({ ...plan, origin: platform.origin });
    const outcome = only(load);
    const refused = refusedOf([outcome], 1);
    const [times, least] = [quantilesOf(outcome.latency), quantilesOf(floor.latency)];
    const [degraded = 0, full = 0] = outcome.marked;
    report.row({
      section: own,
      what: `recommendation at ${rate}/s, p50 / p95 / p99`,
      measured: quantilesText(times) + refusedText([outcome]) + degradedText(outcome),
      floor: quantilesText(least),
      ratio: times.p99Ms / least.p99Ms,
    });
    const at = (name: string) => `items${size.items}.recommendation.${rate}.${name}`;
    for (const [name, value] of Object.entries(times)) report.number(at(name), value);
    for (const [name, value] of Object.entries(least)) report.number(at(`fromMemory.${name}`), value);
    report.number(at("generatorLatenessP99Ms"), quantilesOf(outcome.lateness).p99Ms);
    report.number(at("generatorCores"), load.generatorCores);
    report.number(at("degradedShare"), degraded / outcome.answered);
    report.number(at("pipelineShare"), full / outcome.answered);
    report.number(at("refused"), refused);
  }
  const closed = { ...common, kind: "closed", stream, connections: SATURATING } as const;
  const floor = await runLoad({ ...closed, origin: memoryOrigin });
  const { result: load, seconds: cpuSeconds } = await cpuOf(platform, () =>
    profiles.during(`saturation-${size.items}`, platform, () => runLoad({ ...closed, origin: platform.origin })),
  );
  const [perSecond, least] = [load, floor].map((each) => only(each).answered / each.elapsedSeconds) as [number, number];
  const [degraded = 0] = only(load).marked;
  report.row({
    section: own,
    what: `recommendation, saturation (${SATURATING} closed loops)`,
    measured: `${short(perSecond)}/s${refusedText(load.streams)}${degradedText(only(load))}`,
    floor: `${short(least)}/s`,
    ratio: perSecond / least,
  });
  // The warm-up's requests cost CPU too and are not among those answered.
  const withWarmUp = only(load).answered * (1 + WARM_UP_SECONDS / load.elapsedSeconds);
  reportCpu(session, "recommendation, at saturation", "recommendation", withWarmUp, cpuSeconds);
  report.number(`items${size.items}.recommendation.saturationPerSecond`, perSecond);
  report.number(`items${size.items}.recommendation.saturation.fromMemoryPerSecond`, least);
  report.number(`items${size.items}.recommendation.saturation.degradedShare`, degraded / only(load).answered);
  report.judge({
    what: `${own}: recommendations at saturation`,
    budget: ">= 1,500/s",
    measured: `${short(perSecond)}/s`,
    met: perSecond >= 1500 && degraded <= TOLERATED_DEGRADED * only(load).answered,
  });
  return perSecond;
}

/** What to write behind a figure when some lists were made without all that they should have; the streams' first marker says so. */
export function degradedText({ marked: [degraded = 0], answered }: StreamOutcome): string {
  return degraded === 0 ? "" : ` (${short((100 * degraded) / answered)} % degraded)`;
}

function only<T>({ streams: [stream] }: { readonly streams: readonly T[] }): T {
  if (stream === undefined) throw new Error("a load without streams");
  return stream;
}
