import type { Consumer } from "kafkajs";

/**
 * How long a member may be certain of its partitions without asking: the session counts from when the last heartbeat that succeeded was sent. Not
 * from when its answer was read, because a process that was suspended reads what arrived meanwhile before it does anything else.
 */
export function membershipLease(consumer: Consumer, sessionMs: number) {
  let sentAtMs = 0;
  let validFromMs = 0;
  const { REQUEST, HEARTBEAT, GROUP_JOIN } = consumer.events;
  consumer.on(REQUEST, ({ payload }) => {
    if (payload.apiName === "Heartbeat" || payload.apiName === "SyncGroup") sentAtMs = payload.sentAt;
  });
  const renew = () => {
    validFromMs = sentAtMs;
  };
  consumer.on(HEARTBEAT, renew);
  consumer.on(GROUP_JOIN, renew);
  // kafkajs tells when it sent a request by the wall clock.
  return { isCertain: () => Math.abs(Date.now() - validFromMs) < sessionMs };
}
