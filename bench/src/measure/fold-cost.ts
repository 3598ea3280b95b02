import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import type { LogRecord } from "@attune/core/ports/log";
import { memoryLog } from "@attune/core/ports/log.memory";
import { laneKey, subjectPartition } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import { seededRandom } from "@attune/core/ranking/seeded-random";
import { userLane } from "@attune/stream-worker/user-lane";
import { EVENTS_OF_A_PERSON, eventOf, TENANT } from "./people-states.ts";

const PER_BATCH = 1000;
const POPULAR_ITEMS = 1000;

/**
 * CPU of this process in µs for one event that the worker's user lane folds: decode, read, fold, pack and commit, of people drawn at random. What the lane
 * publishes goes into memory.
 */
export async function foldCost(state: StateStore, subjects: readonly string[], events: number): Promise<number> {
  const codec = avroRecordCodec();
  const random = seededRandom("fold cost");
  const drawn = Array.from({ length: events }, (_, number) => {
    const subject = subjects[Math.floor(random() * subjects.length)] as string;
    const record = eventOf(subject, EVENTS_OF_A_PERSON + number / events, Math.floor(random() * POPULAR_ITEMS), random());
    // The number in a life is the same for many: the id must not be.
    return {
      partition: subjectPartition(TENANT, subject),
      key: laneKey(TENANT, subject),
      record: { ...record, eventId: `fold-${number}` },
    };
  });
  const lanes = [...Map.groupBy(drawn, ({ partition }) => partition)].map(([partition, own]) => ({
    partition,
    records: own.map(
      ({ key, record }, offset): LogRecord => ({ offset, key, value: codec.lane.encode(record), timestampMs: record.acceptedAtMs }),
    ),
  }));
  const log = memoryLog();
  const before = process.cpuUsage();
  for (const { partition, records } of lanes) {
    const ports = { log, state, codec, park: async () => undefined, observe: () => undefined, counted: () => undefined };
    const folder = userLane(ports, partition);
    const { epoch, offset } = await state.claim({ lane: "users", partition });
    await folder.open();
    for (let from = 0; from < records.length; from += PER_BATCH) {
      const batch = await folder.fold(records.slice(from, from + PER_BATCH));
      await batch.publish();
      const at = { expectedOffset: offset + from, nextOffset: offset + Math.min(records.length, from + PER_BATCH) };
      const outcome = await state.commit({ lane: "users", partition, epoch, ...at, puts: batch.puts() });
      if (outcome !== "committed") throw new Error(`a commit of the bench was refused: ${outcome}`);
    }
  }
  const { user, system } = process.cpuUsage(before);
  await log.close();
  return (user + system) / events;
}
