import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import type { LogRecord } from "@attune/core/ports/log";
import { memoryLog } from "@attune/core/ports/log.memory";
import { laneKey, subjectPartition } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import { seededRandom } from "@attune/core/ranking/seeded-random";
import { userLane } from "@attune/stream-worker/user-lane";
import { EVENTS_OF_A_PERSON, eventOf, TENANT } from "./people-states.ts";

/** So few that each is another person also where there are only a thousand in all partitions. */
const PER_BATCH = 200;
const POPULAR_ITEMS = 1000;

export interface FoldCost {
  /** CPU of this process for one event: decode, read, fold, pack, commit. */
  readonly laneMicros: number;
  /** CPU of the store for the same. */
  readonly storeMicros: number;
  /** What taking a partition over takes, before its first batch. */
  readonly openMs: number;
}

/**
 * Folds one more event of each person by the worker's own user lane, until there were `atLeast` events; what the lane publishes goes into memory. Each
 * time the lane has just been opened, so everybody is read from the store: that is the same work for any number of people, which many events of the
 * same few would not be.
 */
export async function foldCost(
  state: StateStore,
  subjects: readonly string[],
  atLeast: number,
  storeCpuSeconds: () => Promise<number>,
): Promise<FoldCost> {
  const codec = avroRecordCodec();
  const random = seededRandom("fold cost");
  const log = memoryLog();
  const ports = { log, state, codec, park: async () => undefined, observe: () => undefined, counted: () => undefined };
  let [events, laneMicros, storeSeconds, opens, openMs] = [0, 0, 0, 0, 0];

  while (events < atLeast) {
    const some = subjects.length > atLeast ? subjects.slice(0, atLeast) : subjects;
    for (const [partition, own] of Map.groupBy(some, (subject) => subjectPartition(TENANT, subject))) {
      const records = own.map((subject, offset): LogRecord => {
        const record = eventOf(subject, EVENTS_OF_A_PERSON, Math.floor(random() * POPULAR_ITEMS), random());
        const value = codec.lane.encode({ ...record, eventId: `fold-${events}-${offset}` });
        return { offset, key: laneKey(TENANT, subject), value, timestampMs: record.acceptedAtMs };
      });
      const lane = { lane: "users", partition } as const;
      const folder = userLane(ports, partition);
      const { epoch, offset } = await state.claim(lane);
      const openedMs = performance.now();
      await folder.open();
      openMs += performance.now() - openedMs;
      opens += 1;
      const [storeBefore, before] = [await storeCpuSeconds(), process.cpuUsage()];
      for (let from = 0; from < records.length; from += PER_BATCH) {
        const batch = await folder.fold(records.slice(from, from + PER_BATCH));
        await batch.publish();
        const upTo = { expectedOffset: offset + from, nextOffset: offset + Math.min(records.length, from + PER_BATCH) };
        const outcome = await state.commit({ ...lane, epoch, ...upTo, puts: batch.puts() });
        if (outcome !== "committed") throw new Error(`a commit of the bench was refused: ${outcome}`);
      }
      const { user, system } = process.cpuUsage(before);
      laneMicros += user + system;
      storeSeconds += (await storeCpuSeconds()) - storeBefore;
    }
    events += some.length;
  }
  await log.close();
  return { laneMicros: laneMicros / events, storeMicros: (1e6 * storeSeconds) / events, openMs: openMs / opens };
}
