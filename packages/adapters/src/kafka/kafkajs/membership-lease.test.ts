import { EventEmitter } from "node:events";
import { type Consumer, Kafka } from "kafkajs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { membershipLease } from "./membership-lease.ts";

const SESSION_MS = 6_000;

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

/** What kafkajs tells of its requests, said by hand: no process is suspended between two of its lines at will. */
function tellingConsumer() {
  const { events } = new Kafka({ brokers: ["127.0.0.1:1"] }).consumer({ groupId: "g" });
  const emitter = new EventEmitter();
  return {
    lease: membershipLease({ events, on: emitter.on.bind(emitter) } as unknown as Consumer, SESSION_MS),
    answered(apiName: string, sentAt: number) {
      emitter.emit(events.REQUEST, { payload: { apiName, sentAt } });
      emitter.emit(apiName === "SyncGroup" ? events.GROUP_JOIN : events.HEARTBEAT, { payload: {} });
    },
    otherRequest: (sentAt: number) => void emitter.emit(events.REQUEST, { payload: { apiName: "Fetch", sentAt } }),
  };
}

test("is certain of nothing before it has joined", () => {
  expect(tellingConsumer().lease.isCertain()).toBe(false);
});

test("is certain for a session after it joined, and after each heartbeat", () => {
  const { lease, answered } = tellingConsumer();
  answered("SyncGroup", Date.now());
  vi.advanceTimersByTime(SESSION_MS - 1);
  expect(lease.isCertain()).toBe(true);
  answered("Heartbeat", Date.now());
  vi.advanceTimersByTime(SESSION_MS - 1);
  expect(lease.isCertain()).toBe(true);
  vi.advanceTimersByTime(1);
  expect(lease.isCertain()).toBe(false);
});

test("is not certain by an answer that lay there while the process was suspended", () => {
  const { lease, answered, otherRequest } = tellingConsumer();
  const sentAt = Date.now();
  vi.advanceTimersByTime(SESSION_MS);
  otherRequest(Date.now());
  answered("Heartbeat", sentAt);
  expect(lease.isCertain()).toBe(false);
});
