import type { Demographics, Purposes } from "@attune/core/consent/schema";
import type {
  ConsentRecord,
  ErasureRecord,
  EventRecord,
  ImpressionRecord,
  LaneRecord,
  MergeRecord,
  ProfileRecord,
  TickRecord,
  TransferRecord,
} from "@attune/core/events/lane-record";
import type { Exposure } from "@attune/core/experiments/schema";
import type { Codec } from "@attune/core/ports/record-codec";
import { avroCodec } from "./avro-codec.ts";
import { RECORD_SCHEMAS } from "./record-schemas.ts";
import { asBuffer, asBytes, bytesToFloats, floatsToBytes, type NullsFor, withoutNulls } from "./wire-values.ts";

type Fields<T> = Omit<T, "kind">;
type Optional = "itemId" | "sessionId" | "value" | "dwellMs" | "recommendationId" | "sealed" | "schemaId";

/** avsc's form of a union of records: one property, named after the branch. */
type LaneWire =
  | { "attune.Event": Fields<Omit<EventRecord, Optional>> & NullsFor<Pick<EventRecord, Optional>> }
  | {
      "attune.Impression": Fields<Omit<ImpressionRecord, "features" | "propensities" | "exposure">> & {
        features: Buffer;
        propensities: Buffer;
        exposure: Exposure | null;
      };
    }
  | {
      "attune.Consent": Fields<Omit<ConsentRecord, "purposes" | "policyVersion">> & {
        purposes: NullsFor<Purposes>;
        policyVersion: number | null;
      };
    }
  | { "attune.Profile": Fields<Omit<ProfileRecord, "demographics">> & { demographics: NullsFor<Demographics> } }
  | { "attune.Merge": Fields<MergeRecord> }
  | { "attune.Transfer": Fields<Omit<TransferRecord, "state">> & { state: Buffer } }
  | { "attune.Tick": Fields<TickRecord> }
  | { "attune.Erasure": Fields<ErasureRecord> };

export function laneRecordCodec(): Codec<LaneRecord> {
  return avroCodec(RECORD_SCHEMAS.events, toWire, fromWire);
}

/** Fields left undefined are written as their default, null: that is why the records can be handed to avsc as they are. */
function toWire(record: LaneRecord): LaneWire {
  switch (record.kind) {
    case "event":
      return { "attune.Event": record as never };
    case "impression":
      return {
        "attune.Impression": {
          ...record,
          features: floatsToBytes(record.features),
          propensities: floatsToBytes(record.propensities),
          exposure: record.exposure ?? null,
        },
      };
    case "consent":
      return { "attune.Consent": record as never };
    case "profile":
      return { "attune.Profile": record as never };
    case "merge":
      return { "attune.Merge": record };
    case "transfer":
      return { "attune.Transfer": { ...record, state: asBuffer(record.state) } };
    case "tick":
      return { "attune.Tick": record };
    case "erasure":
      return { "attune.Erasure": record };
  }
}

function fromWire(wire: LaneWire): LaneRecord {
  if ("attune.Event" in wire) return eventFromWire(wire["attune.Event"]);
  if ("attune.Impression" in wire) {
    const impression = wire["attune.Impression"];
    return {
      kind: "impression",
      ...impression,
      features: bytesToFloats(impression.features),
      propensities: bytesToFloats(impression.propensities),
      exposure: impression.exposure === null ? undefined : { ...impression.exposure },
    };
  }
  if ("attune.Consent" in wire) {
    const consent = wire["attune.Consent"];
    return {
      kind: "consent",
      ...consent,
      purposes: withoutNulls<Purposes>(consent.purposes),
      policyVersion: consent.policyVersion ?? undefined,
    };
  }
  if ("attune.Profile" in wire) {
    const profile = wire["attune.Profile"];
    return { kind: "profile", ...profile, demographics: withoutNulls<Demographics>(profile.demographics) };
  }
  if ("attune.Merge" in wire) return { kind: "merge", ...wire["attune.Merge"] };
  if ("attune.Transfer" in wire) return { kind: "transfer", ...wire["attune.Transfer"], state: asBytes(wire["attune.Transfer"].state) };
  if ("attune.Erasure" in wire) return { kind: "erasure", ...wire["attune.Erasure"] };
  return { kind: "tick", atMs: wire["attune.Tick"].atMs };
}

/** Field by field: this one is decoded for every event. */
function eventFromWire(event: Extract<LaneWire, { "attune.Event": unknown }>["attune.Event"]): EventRecord {
  return {
    kind: "event",
    tenant: event.tenant,
    subject: event.subject,
    keyId: event.keyId,
    acceptedAtMs: event.acceptedAtMs,
    eventId: event.eventId,
    type: event.type,
    itemId: event.itemId ?? undefined,
    weight: event.weight,
    outcome: event.outcome,
    consumes: event.consumes,
    occurredAtMs: event.occurredAtMs,
    sessionId: event.sessionId ?? undefined,
    value: event.value ?? undefined,
    dwellMs: event.dwellMs ?? undefined,
    recommendationId: event.recommendationId ?? undefined,
    categories: event.categories,
    segments: event.segments,
    permissions: event.permissions,
    policyVersion: event.policyVersion,
    sealed: event.sealed ?? undefined,
    schemaId: event.schemaId ?? undefined,
  };
}
