import { type TumblingWindow, tumblingWindow } from "../features/tumbling-window.ts";
import { DAY_MS } from "../metrics/usage.ts";
import { ByteReader } from "../packing/byte-reader.ts";
import type { ByteWriter } from "../packing/byte-writer.ts";
import { oldestPane, paneSum } from "../pane-ring.ts";
import type { UserEffects } from "./fold-lane-record.ts";

/** What a user lane counts by itself: exactly, because the counts are committed with what they count. */
const LANE_MEASURES = ["events", "withheld_examples"] as const;
type LaneMeasure = (typeof LANE_MEASURES)[number];

/** One tenant's counts by day (UTC) of acceptance. */
export type LaneUsage = Readonly<Record<LaneMeasure, TumblingWindow>>;

/** What was counted on one day. */
export interface LaneTotal {
  readonly dayMs: number;
  readonly measure: LaneMeasure;
  readonly count: number;
}

/** A day that ended this long ago is forgotten here: log retention is shorter, so that nothing of it can come any more. */
const KEPT_DAYS = 31;
const days = tumblingWindow({ windowMs: DAY_MS, allowedLatenessMs: KEPT_DAYS * DAY_MS });

export function emptyLaneUsage(): LaneUsage {
  return { events: days.init(), withheld_examples: days.init() };
}

/** Counts what a batch did, in place; answers the tenants whose counts moved. One step per event and decided impression. */
export function countLaneUsage(usage: Map<string, LaneUsage>, effects: Pick<UserEffects, "folded" | "withheld">): ReadonlySet<string> {
  const counted = new Set<string>();
  const count = (tenant: string, measure: LaneMeasure, atMs: number) => {
    const own = usage.get(tenant) ?? emptyLaneUsage();
    usage.set(tenant, own);
    days.add(own[measure], atMs, 1);
    counted.add(tenant);
  };
  for (const { tenant, acceptedAtMs } of effects.folded) count(tenant, "events", acceptedAtMs);
  for (const { impression } of effects.withheld) count(impression.tenant, "withheld_examples", impression.acceptedAtMs);
  return counted;
}

/** The totals of every day that is still kept, zeros left out. */
export function laneUsageTotals(usage: LaneUsage): readonly LaneTotal[] {
  return LANE_MEASURES.flatMap((measure) => [...daysOf(usage[measure])].map(([dayMs, count]) => ({ dayMs, measure, count })));
}

/** About 4 bytes for each day and measure. */
export function packLaneUsage(usage: LaneUsage, out: ByteWriter): Uint8Array {
  for (const measure of LANE_MEASURES) {
    const totals = [...daysOf(usage[measure])];
    out.varint(totals.length);
    for (const [dayMs, count] of totals) out.varint(dayMs / DAY_MS).varint(count);
  }
  return out.finish();
}

export function unpackLaneUsage(bytes: Uint8Array): LaneUsage {
  const reader = new ByteReader(bytes);
  const usage = emptyLaneUsage();
  for (const measure of LANE_MEASURES)
    for (let n = reader.varint(); n > 0; n--) days.add(usage[measure], reader.varint() * DAY_MS, reader.varint());
  return usage;
}

function* daysOf(window: TumblingWindow): Generator<readonly [dayMs: number, count: number]> {
  for (let day = Math.max(0, oldestPane(window)); day <= window.newestPane; day++) {
    const count = paneSum(window, day);
    if (count !== 0) yield [day * DAY_MS, count];
  }
}
