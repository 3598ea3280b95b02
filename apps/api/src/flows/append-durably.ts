import { Fault } from "@attune/core/faults";
import { type Log, type LogAppend, LogUnavailable } from "@attune/core/ports/log";
import type { TopicName } from "@attune/core/ports/topics";

/** Appends, or throws the fault that makes the caller try again: nothing of the call was stored then. */
export async function appendDurably(log: Log, topic: TopicName, records: readonly LogAppend[]): Promise<readonly number[]> {
  if (records.length === 0) return [];
  try {
    return await log.append(topic, records);
  } catch (cause) {
    if (cause instanceof LogUnavailable) throw new Fault("log_unavailable", undefined, { cause, retryAfterSeconds: 1 });
    throw cause;
  }
}
