import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { EVENT_TYPES } from "@attune/core/events/event-types";
import type { LaneRecord } from "@attune/core/events/lane-record";
import { assign } from "@attune/core/experiments/assign";
import { itemKey } from "@attune/core/identity/item-key";
import type { LogAppend } from "@attune/core/ports/log";
import { laneKey, subjectPartition } from "@attune/core/ports/state-keys";
import { FEATURE_COUNT } from "@attune/core/ranking/features";

export const codec = avroRecordCodec();
export const START_MS = 1_790_000_000_000;
export const EVENTS = 3_000;

const EXPERIMENT = {
  id: "x1",
  phase: 1,
  seed: "seed",
  conversionEvent: "purchase",
  variants: [
    { key: "control", weight: 0.5 },
    { key: "treatment", weight: 0.5 },
  ],
} as const;

/** 40 people, 60 items, lists of an experiment, three tenths of everything delivered twice, one merge, a decision now and then. */
export function eventStream(random: () => number): LogAppend[] {
  const appends: LogAppend[] = [];
  const append = (record: Exclude<LaneRecord, { kind: "tick" }>) =>
    appends.push({
      partition: subjectPartition(record.tenant, record.subject),
      key: laneKey(record.tenant, record.subject),
      value: codec.lane.encode(record),
      timestampMs: START_MS,
    });
  const types = Object.keys(EVENT_TYPES) as (keyof typeof EVENT_TYPES)[];
  let merged: string | undefined;
  for (let i = 0; i < EVENTS; i++) {
    const subject = `person-${Math.floor(random() * 40)}`.padEnd(22, "x");
    const type = types[Math.floor(random() * types.length)] as keyof typeof EVENT_TYPES;
    const occurredAtMs = START_MS + i * 7_000 - Math.floor(random() * 5_000);
    const itemId = `item-${Math.floor(60 * random() ** 2)}`;
    // What a merged person's lane forwards comes after ticks of the wall clock, so whether such a list is still open is not the crash's doing.
    const listed = random() < 0.5 && subject !== merged;
    const list = {
      kind: "impression",
      tenant: "t1",
      subject,
      keyId: "",
      acceptedAtMs: occurredAtMs - 1_000,
      recommendationId: `r${i}`,
      placement: "home",
      modelId: "m1",
      personalized: true,
      shownAtMs: occurredAtMs - 1_000,
      items: [itemKey(itemId)],
      features: new Float32Array(FEATURE_COUNT),
      propensities: Float32Array.of(1),
      permissions: 15,
      exposure: assign(EXPERIMENT, subject),
    } as const;
    if (listed) append(list);
    if (listed && random() < 0.3) append(list);
    const event = {
      kind: "event",
      tenant: "t1",
      subject,
      keyId: "",
      acceptedAtMs: occurredAtMs,
      eventId: `e${i}`,
      type,
      itemId,
      ...EVENT_TYPES[type],
      occurredAtMs,
      sessionId: undefined,
      value: undefined,
      dwellMs: 500,
      recommendationId: listed ? `r${i}` : undefined,
      categories: ["c"],
      segments: ["country:GB"],
      permissions: 15,
      policyVersion: 1,
      sealed: undefined,
      schemaId: undefined,
    } as const;
    append(event);
    if (random() < 0.3) append(event);
    if (i === 1000) merged = subject;
    if (i === 1000) append({ kind: "merge", tenant: "t1", subject, keyId: "", acceptedAtMs: occurredAtMs, into: "known".padEnd(22, "x") });
    if (i % 90 === 0)
      append({
        kind: "consent",
        tenant: "t1",
        subject,
        keyId: "",
        acceptedAtMs: occurredAtMs,
        purposes: i === 1800 ? { personalization: false } : { analytics: i % 20 === 0 },
        source: `decision ${i}`,
        policyVersion: 1,
        decidedAtMs: occurredAtMs,
      });
  }
  return appends;
}
