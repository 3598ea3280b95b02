import type { Checkpoint } from "@attune/core/ports/checkpoint-store";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { LanePartition, StateStore } from "@attune/core/ports/state-store";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { replaceState } from "../checkpoints/replace-state.ts";
import { itemLane } from "../item-lane.ts";
import type { LaneFolder } from "../lane-runner.ts";
import { laneTopic } from "../lane-topic.ts";
import { learnerLane } from "../learner-lane.ts";
import { userLane } from "../user-lane.ts";

/** Lanes that have a state. */
export const FOLDED_LANES = ["users", "items", "learner"] as const;
export type FoldedLane = LanePartition & { readonly lane: (typeof FOLDED_LANES)[number] };

const READ_RECORDS = 5_000;

/** A lane partition that is folded beside the one of the platform: in memory, and without a word to anybody. */
export interface LaneAside {
  readonly state: StateStore;
  /** Next offset to fold. */
  readonly offset: number;
  /** Folds up to an offset; answers the keys that were put. */
  foldUntil(endOffset: number): Promise<ReadonlySet<string>>;
}

/** Begins with what a checkpoint holds, or with nothing at `begin`, the first offset of the log. */
export async function laneAside(
  ports: { readonly log: Pick<Log, "read">; readonly codec: RecordCodec },
  lane: FoldedLane,
  from: Checkpoint | { readonly begin: number },
): Promise<LaneAside> {
  const state = memoryStateStore();
  const claim = await state.claim(lane);
  if ("begin" in from) await replaceState(state, lane, claim, nothing(), from.begin);
  else await replaceState(state, lane, claim, from.entries(), from.offset);
  let offset = "begin" in from ? from.begin : from.offset;
  const folder = silentFolder(lane, state, ports.codec);
  await folder.open();

  /** A batch is never published: what it means for other lanes they were told when it was folded first. */
  async function foldUntil(endOffset: number): Promise<ReadonlySet<string>> {
    const put = new Set<string>();
    while (offset < endOffset) {
      const read = await ports.log.read(laneTopic(lane.lane), lane.partition, offset, READ_RECORDS);
      const records = read.filter((record) => record.offset < endOffset);
      const puts = records.length === 0 ? [] : (await folder.fold(records)).puts();
      // Nothing more before the end: retention, compaction and erasures leave gaps.
      const nextOffset = records.length < read.length || read.length === 0 ? endOffset : (read.at(-1)?.offset ?? 0) + 1;
      await state.commit({ ...lane, epoch: claim.epoch, expectedOffset: offset, nextOffset, puts });
      for (const [key] of puts) put.add(key);
      offset = nextOffset;
    }
    return put;
  }

  return {
    state,
    get offset() {
      return offset;
    },
    foldUntil,
  };
}

function silentFolder({ lane, partition }: FoldedLane, state: StateStore, codec: RecordCodec): LaneFolder {
  const quiet = { state, codec, park: async () => undefined };
  const ignore = () => undefined;
  switch (lane) {
    case "users":
      return userLane({ ...quiet, log: { append: refuse }, observe: ignore, counted: ignore }, partition);
    case "items":
      return itemLane({ ...quiet, publishVectors: refuse }, partition);
    case "learner":
      return learnerLane({ ...quiet, observe: ignore }, partition);
  }
}

function refuse(): Promise<never> {
  throw new Error("Nothing is published while a lane is folded aside.");
}

async function* nothing(): AsyncGenerator<never> {}
