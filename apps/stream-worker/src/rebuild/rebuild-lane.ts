import type { CheckpointEntry, CheckpointStore } from "@attune/core/ports/checkpoint-store";
import { firstFoldable } from "@attune/core/ports/event-layout";
import type { Log, PartitionBounds } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { StateStore } from "@attune/core/ports/state-store";
import { isBeingReplaced, leavingOnly, replaceState } from "../checkpoints/replace-state.ts";
import { laneTopic } from "../lane-topic.ts";
import { compareKeys, compareStates, type Verdict } from "./compare-states.ts";
import { type FoldedLane, type LaneAside, laneAside } from "./lane-aside.ts";

export interface RebuildPorts {
  readonly log: Pick<Log, "read" | "bounds">;
  readonly state: StateStore;
  readonly checkpoints: Pick<CheckpointStore, "newest">;
  readonly codec: RecordCodec;
}

export interface RebuildWish {
  /** Undefined: from the log when it has everything, else from a checkpoint. */
  readonly from: "log" | "checkpoint" | undefined;
  /** Proves only. */
  readonly verify: boolean;
}

export interface RebuildReport {
  readonly lane: FoldedLane;
  /** Where the fold began and where it was compared. */
  readonly fromOffset: number;
  readonly atOffset: number;
  readonly source: "log" | "checkpoint";
  /** How many keys there are in either, by kind. */
  readonly keys: ReadonlyMap<string, number>;
  readonly verdicts: ReadonlyMap<string, Exclude<Verdict, "equal">>;
  /** The log begins later than the lane did. */
  readonly logIsShort: boolean;
  readonly outcome: "equal" | "differs" | "replaced" | "begun anew";
}

/** A rebuild that cannot be, in a sentence for whoever asked. */
export class RebuildRefused extends Error {
  override readonly name = "RebuildRefused";
}

/** A lane that goes on meanwhile stands still between two commits for long enough, one time in many. */
const MOMENTS = 1_000;
/** How often a worker may claim the partition back before we finished. */
const CLAIMS = 5;

/**
 * Folds a lane partition anew beside the platform's, and compares every value with it at one offset, whether or not the platform goes on meanwhile. Unless it was
 * only to prove, what differs is then replaced under a claim, which fences the worker that folds it; that one goes on afterwards by itself.
 */
export async function rebuildLane(ports: RebuildPorts, lane: FoldedLane, { from, verify }: RebuildWish): Promise<RebuildReport> {
  const bounds = await boundsOf(ports, lane);
  const stored = await ports.state.offset(lane);
  if (isBeingReplaced(stored) || stored < bounds.begin) return beginAnew(ports, lane, bounds, { from, verify });
  if (stored > bounds.end)
    throw new RebuildRefused(
      `The ${lane.lane} state stands at offset ${stored} of ${topicOf(lane)}, but the log ends at ${bounds.end}: the log lost records, and a fold of what is left cannot equal it.`,
    );
  const { aside, source } = await beginAside(ports, lane, bounds, stored, from);
  const fromOffset = aside.offset;
  await aside.foldUntil(stored);
  const { keys, verdicts: suspects } = await compareStates(ports.state, aside.state, lane);
  const verdicts = await atOneMoment(ports, lane, aside, new Set(suspects.keys()));
  const report = { lane, fromOffset, source, keys, verdicts, atOffset: aside.offset, logIsShort: bounds.begin > 0 };
  if (verdicts.size === 0) return { ...report, outcome: "equal" };
  if (verify) return { ...report, outcome: "differs" };
  if (source === "log" && bounds.begin > 0)
    throw new RebuildRefused(
      `${topicOf(lane)} begins at offset ${bounds.begin}: a fold of it lacks what came before, and must not replace a state that has it. Use --from checkpoint.`,
    );
  await replaceWith(ports, lane, aside, new Set(verdicts.keys()));
  return { ...report, atOffset: aside.offset, outcome: "replaced" };
}

async function boundsOf({ log }: RebuildPorts, lane: FoldedLane): Promise<PartitionBounds> {
  const bounds = (await log.bounds(laneTopic(lane.lane))).find(({ partition }) => partition === lane.partition);
  if (bounds === undefined) throw new RebuildRefused(`${laneTopic(lane.lane)} has no partition ${lane.partition}.`);
  return { ...bounds, begin: firstFoldable(lane.lane, lane.partition, bounds.begin) };
}

const topicOf = ({ lane, partition }: FoldedLane) => `${laneTopic(lane)}/${partition}`;

async function beginAside(
  ports: RebuildPorts,
  lane: FoldedLane,
  { begin }: PartitionBounds,
  end: number,
  from: RebuildWish["from"],
): Promise<{ readonly aside: LaneAside; readonly source: "log" | "checkpoint" }> {
  const source = from ?? (begin === 0 ? "log" : "checkpoint");
  if (source === "log") return { aside: await laneAside(ports, lane, { begin }), source };
  const checkpoint = await ports.checkpoints.newest(lane, { begin, end });
  if (checkpoint === undefined)
    throw new RebuildRefused(
      `There is no checkpoint of ${lane.lane}/${lane.partition} that ${topicOf(lane)} could go on from (${begin} to ${end}).`,
    );
  return { aside: await laneAside(ports, lane, checkpoint), source };
}

/** Verdicts at an offset at which both stand: what was suspect before, and what the fold changed since, looked at while the lane does not commit. */
async function atOneMoment(ports: RebuildPorts, lane: FoldedLane, aside: LaneAside, suspects: Set<string>) {
  for (let moment = 0; moment < MOMENTS; moment++) {
    const stored = await ports.state.offset(lane);
    if (stored < aside.offset || isBeingReplaced(stored)) break;
    for (const key of await aside.foldUntil(stored)) suspects.add(key);
    const verdicts = await compareKeys(ports.state, aside.state, lane, [...suspects]);
    if ((await ports.state.offset(lane)) === stored) return verdicts;
    // What proved equal, and is not folded again, is so for good.
    for (const key of suspects) if (!verdicts.has(key)) suspects.delete(key);
  }
  throw new RebuildRefused(
    `${lane.lane}/${lane.partition} did not stand still for a moment, or went back. Try again, or stop the platform first.`,
  );
}

/** What differs, put right in one step under a claim. */
async function replaceWith(ports: RebuildPorts, lane: FoldedLane, aside: LaneAside, wrong: Set<string>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const claim = await ports.state.claim(lane);
    if (claim.offset < aside.offset || isBeingReplaced(claim.offset))
      throw new RebuildRefused(`The state of ${lane.lane}/${lane.partition} went back meanwhile. Try again.`);
    for (const key of await aside.foldUntil(claim.offset)) wrong.add(key);
    try {
      return await replaceState(ports.state, lane, claim, valuesOf(aside, lane, [...wrong]), claim.offset);
    } catch (cause) {
      if (attempt === CLAIMS) throw cause;
    }
  }
}

async function* valuesOf(aside: LaneAside, lane: FoldedLane, keys: readonly string[]): AsyncGenerator<CheckpointEntry> {
  for (const key of keys) {
    const [value] = await aside.state.read([{ ...lane, key }]);
    yield [key, value ?? null];
  }
}

/**
 * The platform's state was lost, and the log begins later than it stands: nothing is left to compare with. It begins at the newest checkpoint, or with nothing at the
 * log's first offset, and the worker folds the rest, because what that means for other lanes may not have been published yet.
 */
async function beginAnew(
  ports: RebuildPorts,
  lane: FoldedLane,
  bounds: PartitionBounds,
  { from, verify }: RebuildWish,
): Promise<RebuildReport> {
  const checkpoint = from === "log" ? undefined : await ports.checkpoints.newest(lane, bounds);
  if (verify || (checkpoint === undefined && from !== "log"))
    throw new RebuildRefused(
      `The state of ${lane.lane}/${lane.partition} was lost and ${topicOf(lane)} begins at offset ${bounds.begin}; ` +
        (checkpoint === undefined
          ? "there is no checkpoint. To begin with what the log still has, and without what came before: --from log."
          : "there is a checkpoint to go on from: run this without --verify, or start the worker."),
    );
  const offset = checkpoint?.offset ?? bounds.begin;
  const claim = await ports.state.claim(lane);
  await replaceState(ports.state, lane, claim, leavingOnly(ports.state, lane, checkpoint?.entries()), offset);
  return {
    lane,
    fromOffset: offset,
    atOffset: offset,
    source: checkpoint === undefined ? "log" : "checkpoint",
    keys: new Map(),
    verdicts: new Map(),
    logIsShort: true,
    outcome: "begun anew",
  };
}
