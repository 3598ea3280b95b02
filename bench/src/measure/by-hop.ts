import type { LatencySketch } from "@attune/core/metrics/latency-sketch";
import type { HopName } from "@attune/core/metrics/schema";
import { readHops } from "../../../scripts/platform/read-hops.ts";
import { quantilesOf, short } from "../report/figures.ts";
import { section } from "./load-catalogue.ts";
import type { Session } from "./session.ts";

/** A hop in the words of the services. */
const WORDS: Readonly<Record<HopName, string>> = {
  api: "api, its own work",
  log: "append to Kafka, as the api waits for it",
  impressions: "list shown until its impression is on Kafka",
  worker: "event accepted until its fold is committed (Kafka, worker, Redis)",
  state: "state read from Redis",
  standings: "standing read from Redis",
  index: "search in Qdrant",
};

/** The operation alone, on the same server while it was idle. */
export interface Floor {
  readonly what: string;
  readonly sketch: LatencySketch;
}

/** What the platform itself says of its hops in the last ten seconds, each beside the least that it could take. */
export async function reportHops(
  session: Session,
  path: string,
  hops: readonly HopName[],
  floors: Readonly<Partial<Record<HopName, Floor>>>,
): Promise<void> {
  const { platform, size, report } = session;
  const now = await readHops(platform.api.internalUrl, platform.secrets.internalTokenSecret);
  for (const hop of hops) {
    const { p50Ms, p99Ms } = now?.hops.find((reading) => reading.hop === hop) ?? {};
    if (p50Ms === undefined || p99Ms === undefined || p50Ms === null || p99Ms === null) continue;
    const floor = floors[hop];
    const least = floor && quantilesOf(floor.sketch.toJSON());
    report.row({
      section: section(size.items),
      what: `${path}: ${WORDS[hop]}, p50 / p99`,
      measured: `${short(p50Ms)} / ${short(p99Ms)} ms`,
      floor: least && `${short(least.p50Ms)} / ${short(least.p99Ms)} ms (${floor?.what})`,
      ratio: least && p50Ms / least.p50Ms,
    });
    for (const [name, value] of Object.entries({ p50Ms, p99Ms })) report.number(`items${size.items}.hop.${path}.${hop}.${name}`, value);
    if (least !== undefined) report.number(`items${size.items}.hop.${path}.${hop}.timesFloor`, p50Ms / least.p50Ms);
  }
}
