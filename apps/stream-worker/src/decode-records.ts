import type { LogRecord } from "@attune/core/ports/log";
import type { Codec } from "@attune/core/ports/record-codec";
import type { TopicName } from "@attune/core/ports/topics";
import type { DeadLetter } from "./dead-letters.ts";

export interface DecodedRecord<T> {
  readonly offset: number;
  readonly timestampMs: number;
  readonly record: T;
}

/** Splits a batch into what can be read and what goes to the dead letters; offsets in `poisoned` were readable but could not be folded. */
export function decodeRecords<T>(
  records: readonly LogRecord[],
  codec: Codec<T>,
  poisoned: ReadonlyMap<number, unknown>,
  from: { readonly topic: TopicName; readonly partition: number },
): { readonly decoded: DecodedRecord<T>[]; readonly dead: DeadLetter[] } {
  const decoded: DecodedRecord<T>[] = [];
  const dead: DeadLetter[] = [];
  for (const record of records) {
    try {
      if (poisoned.has(record.offset)) throw poisoned.get(record.offset);
      decoded.push({ offset: record.offset, timestampMs: record.timestampMs, record: codec.decode(record.value) });
    } catch (error) {
      dead.push({ ...from, record, error });
    }
  }
  return { decoded, dead };
}
