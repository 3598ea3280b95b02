import { setTimeout as pause } from "node:timers/promises";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import { tenantOfStateKey } from "@attune/core/ports/state-keys";
import type { LanePartition, StateStore } from "@attune/core/ports/state-store";
import { TOPICS } from "@attune/core/ports/topics";
import { laneTopic } from "./lane-topic.ts";
import { unpackPending } from "./pack-pending.ts";

/** Values read before others get their turn; the pause is four times as long as the reading took, so the meter takes a fifth of a core at most. */
const SLICE = 1_000;
const PAUSE_FACTOR = 4;

const lanes = (): readonly LanePartition[] =>
  (["users", "items", "learner"] as const).flatMap((lane) =>
    Array.from({ length: TOPICS[laneTopic(lane)].partitions }, (_, partition) => ({ lane, partition })),
  );

/**
 * Bytes of folded state by tenant, keys and values: reads every value of the store once, about 2 s a million, in slices. Undefined when `signal` ended it
 * early. What belongs to no tenant (watermarks of a lane) is left out.
 */
export async function measureStorage(
  { state, codec }: { readonly state: StateStore; readonly codec: RecordCodec },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number> | undefined> {
  const bytesByTenant = new Map<string, number>();
  let read = 0;
  let sinceMs = performance.now();
  for (const lane of lanes()) {
    for await (const { key, value } of state.scan(lane, "")) {
      const tenant = tenantOfStateKey(key) ?? (key.startsWith("p") ? unpackPending(value, codec).impression.tenant : undefined);
      if (tenant !== undefined) bytesByTenant.set(tenant, (bytesByTenant.get(tenant) ?? 0) + key.length + value.length);
      if (++read % SLICE !== 0) continue;
      await pause(Math.ceil((performance.now() - sinceMs) * PAUSE_FACTOR), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return undefined;
      sinceMs = performance.now();
    }
  }
  return bytesByTenant;
}
