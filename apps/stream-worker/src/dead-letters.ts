import type { Clock } from "@attune/core/ports/clock";
import type { Log, LogRecord } from "@attune/core/ports/log";
import type { TopicName } from "@attune/core/ports/topics";

export interface DeadLetter {
  readonly topic: TopicName;
  readonly partition: number;
  readonly record: LogRecord;
  readonly error: unknown;
}

/** Parks what cannot be processed, whole and with a fingerprint of the error, so that it can be found, mended and replayed. */
export function deadLetters(log: Log, clock: Clock) {
  return async (letters: readonly DeadLetter[]): Promise<void> => {
    if (letters.length === 0) return;
    await log.append(
      "dead-letters",
      letters.map(({ topic, partition, record, error }) => ({
        partition: 0,
        key: `${topic}/${partition}/${record.offset}`,
        timestampMs: clock(),
        value: Buffer.from(
          JSON.stringify({
            topic,
            partition,
            offset: record.offset,
            key: record.key,
            error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
            value: Buffer.from(record.value).toString("base64"),
          }),
        ),
      })),
    );
  };
}
