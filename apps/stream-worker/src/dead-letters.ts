import { deadLetterKey, fingerprintOf, type DeadLetter as Letter } from "@attune/core/events/dead-letter";
import type { Clock } from "@attune/core/ports/clock";
import type { Log, LogRecord } from "@attune/core/ports/log";
import { UndecodableRecord } from "@attune/core/ports/record-codec";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";

export interface DeadLetter {
  readonly topic: TopicName;
  readonly partition: number;
  readonly record: LogRecord;
  readonly error: unknown;
}

/** Parks what cannot be processed, whole and with a fingerprint of the error, so that it can be found and mended. */
export function deadLetters(log: Log, clock: Clock) {
  return async (letters: readonly DeadLetter[]): Promise<void> => {
    if (letters.length === 0) return;
    const timestampMs = clock();
    await log.append(
      "dead-letters",
      letters.map((dead) => {
        const letter = letterOf(dead, timestampMs);
        return { partition: 0, key: deadLetterKey(letter), value: Buffer.from(JSON.stringify(letter)), timestampMs };
      }),
    );
  };
}

/** Whose it is stands in the record's key; its content need not be readable. Written twice after a crash, it has the same id and counts once. */
function letterOf({ topic, partition, record, error }: DeadLetter, atMs: number): Letter {
  const [tenant = "", subject] = record.key.split("|");
  const code = error instanceof UndecodableRecord ? "undecodable" : "unfoldable";
  const path = TOPICS[topic].name;
  return {
    id: `${topic}-${partition}-${record.offset}`,
    tenant,
    ...(subject === undefined || topic !== "events" ? {} : { subject }),
    source: "worker",
    code,
    path,
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    fingerprint: fingerprintOf(undefined, code, path),
    record: Buffer.from(record.value).toString("base64"),
    atMs,
  };
}
