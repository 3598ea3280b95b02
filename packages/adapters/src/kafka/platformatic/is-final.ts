import { findErrorBy } from "@platformatic/kafka";

/** Whether it would be of no use to try again: what is neither a lost connection, nor a broker that is not ready, nor a group that rebalances. */
export function isFinal(failure: unknown): boolean {
  const error = failure instanceof Error ? failure : new Error(String(failure));
  return findErrorBy(error, "canRetry", false) !== null && findErrorBy(error, "needsRejoin", true) === null;
}
