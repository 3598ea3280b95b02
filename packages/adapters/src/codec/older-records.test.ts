import type { EventRecord, ImpressionRecord } from "@attune/core/events/lane-record";
import { describe, expect, it } from "vitest";
import { avroCodec } from "./avro-codec.ts";
import { laneRecordCodec } from "./lane-record-codec.ts";
import { RECORD_SCHEMAS } from "./record-schemas.ts";
import { floatsToBytes } from "./wire-values.ts";

const [V1] = RECORD_SCHEMAS.events;
/** What wrote the records before schemas and experiments: the first version of the lane's schema and no mapping. */
const before = avroCodec<object, object>(
  [V1],
  (wire) => wire,
  (wire) => wire,
);
const ofSubject = { tenant: "t", subject: "s", keyId: "", acceptedAtMs: 1_700_000_000_000 };

describe("records of the lane's first schema", () => {
  it("are events that were checked against no schema of the tenant", () => {
    const event: Omit<EventRecord, "kind" | "schemaId"> = {
      ...ofSubject,
      eventId: "e",
      type: "view",
      itemId: "i",
      weight: 1,
      outcome: true,
      consumes: false,
      occurredAtMs: 1_700_000_000_000,
      sessionId: undefined,
      value: undefined,
      dwellMs: 5,
      recommendationId: undefined,
      categories: ["jazz"],
      segments: [],
      permissions: 7,
      policyVersion: 1,
      sealed: '{"properties":{"a":1}}',
    };
    const bytes = before.encode({ "attune.Event": event });
    expect(Buffer.from(bytes).readUInt32BE(1)).toBe(1);
    expect(laneRecordCodec().decode(bytes)).toEqual({ kind: "event", ...event, schemaId: undefined });
  });

  it("are impressions of no experiment", () => {
    const impression: Omit<ImpressionRecord, "kind" | "exposure"> = {
      ...ofSubject,
      recommendationId: "r",
      placement: "home",
      modelId: "m",
      personalized: true,
      shownAtMs: 1_700_000_000_000,
      items: [1, 2],
      features: Float32Array.of(1, 0.5),
      propensities: Float32Array.of(1),
      permissions: 7,
    };
    const wire = { ...impression, features: floatsToBytes(impression.features), propensities: floatsToBytes(impression.propensities) };
    expect(laneRecordCodec().decode(before.encode({ "attune.Impression": wire }))).toEqual({
      kind: "impression",
      ...impression,
      exposure: undefined,
    });
  });
});
