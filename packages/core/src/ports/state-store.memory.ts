import { NOTHING_TO_SCRUB } from "./scrub-receipt.ts";
import type { LanePartition, StateStore } from "./state-store.ts";

interface Lane {
  epoch: number;
  offset: number;
  readonly values: Map<string, Uint8Array>;
}

/** The state store's meaning: one map per lane partition beside its epoch and offset. */
export function memoryStateStore(): StateStore {
  const lanes = new Map<string, Lane>();
  const laneOf = ({ lane, partition }: LanePartition): Lane => {
    const id = `${lane}/${partition}`;
    const found = lanes.get(id) ?? { epoch: 0, offset: 0, values: new Map() };
    lanes.set(id, found);
    return found;
  };

  return {
    async claim(partition) {
      const lane = laneOf(partition);
      lane.epoch++;
      return { epoch: lane.epoch, offset: lane.offset };
    },

    async read(keys) {
      return keys.map((key) => laneOf(key).values.get(key.key));
    },

    async commit(commit) {
      const lane = laneOf(commit);
      if (commit.epoch !== lane.epoch) return "fenced";
      if (commit.expectedOffset !== lane.offset) return "offset-mismatch";
      for (const [key, value] of commit.puts) {
        if (value === null) lane.values.delete(key);
        else lane.values.set(key, Uint8Array.from(value));
      }
      lane.offset = commit.nextOffset;
      return "committed";
    },

    async offset(partition) {
      return laneOf(partition).offset;
    },

    async *scan(partition, prefix) {
      const found = [...laneOf(partition).values].filter(([key]) => key.startsWith(prefix)).sort(byUtf8);
      for (const [key, value] of found) yield { key, value };
    },

    async scrub() {
      return NOTHING_TO_SCRUB;
    },

    async close() {},
  };
}

const encoder = new TextEncoder();

/** Key order is the order of UTF-8 bytes, which for characters beyond the basic plane is not that of JavaScript strings. */
function byUtf8([a]: [string, unknown], [b]: [string, unknown]): number {
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  const differs = left.findIndex((byte, i) => byte !== right[i]);
  return differs === -1 ? left.length - right.length : (left[differs] as number) - (right[differs] ?? -1);
}
