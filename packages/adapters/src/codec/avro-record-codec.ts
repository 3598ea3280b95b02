import type { CatalogueRecord } from "@attune/core/catalogue/catalogue-record";
import type { Item } from "@attune/core/catalogue/schema";
import type { ConsentDecision } from "@attune/core/consent/consent-decision";
import type { Purposes } from "@attune/core/consent/schema";
import type { ItemDelta, ItemInteraction } from "@attune/core/events/item-delta";
import type { TrainingExample } from "@attune/core/events/training-example";
import type { ItemVectorRecord } from "@attune/core/models/item-vector-record";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import { avroCodec } from "./avro-codec.ts";
import { laneRecordCodec } from "./lane-record-codec.ts";
import { RECORD_SCHEMAS } from "./record-schemas.ts";
import { asBuffer, asBytes, bytesToFloats, floatsToBytes, type NullsFor, withoutNulls } from "./wire-values.ts";

/**
 * The log's records as Avro in the Confluent wire format: a zero byte, the schema's id (4 bytes, big-endian), the record. Vectors travel as
 * `bytes`. Times are whole milliseconds and keys whole numbers (Avro `long`): a fraction is a TypeError when encoding.
 * About 4 µs to encode and decode an event.
 */
export function avroRecordCodec(): RecordCodec {
  return {
    lane: laneRecordCodec(),

    itemDelta: avroCodec<ItemDelta, Omit<ItemDelta, "interaction"> & { interaction: ItemInteraction | null }>(
      RECORD_SCHEMAS["item-deltas"],
      (delta) => ({ ...delta, interaction: delta.interaction ?? null }),
      (wire) => {
        const { interaction } = wire;
        if (interaction === null) return { ...wire, interaction: undefined };
        return { ...wire, interaction: { ...interaction, context: interaction.context.map((item) => ({ ...item })) } };
      },
    ),

    example: avroCodec<
      TrainingExample,
      Omit<TrainingExample, "features" | "labels" | "weights"> & Record<"features" | "labels" | "weights", Buffer>
    >(
      RECORD_SCHEMAS.examples,
      (example) => ({
        ...example,
        features: floatsToBytes(example.features),
        labels: asBuffer(example.labels),
        weights: floatsToBytes(example.weights),
      }),
      (wire) => ({ ...wire, features: bytesToFloats(wire.features), labels: asBytes(wire.labels), weights: bytesToFloats(wire.weights) }),
    ),

    catalogue: avroCodec<CatalogueRecord, Omit<CatalogueRecord, "item"> & { item: NullsFor<Item> | null }>(
      RECORD_SCHEMAS.catalogue,
      (record) => ({ ...record, item: (record.item ?? null) as NullsFor<Item> | null }),
      (wire) => ({ ...wire, item: wire.item === null ? undefined : withoutNulls<Item>(wire.item) }),
    ),

    consentDecision: avroCodec<
      ConsentDecision,
      Omit<ConsentDecision, "purposes" | "policyVersion"> & { purposes: NullsFor<Purposes>; policyVersion: number | null }
    >(
      RECORD_SCHEMAS["consent-decisions"],
      (decision) => decision as never,
      (wire) => ({ ...wire, purposes: withoutNulls<Purposes>(wire.purposes), policyVersion: wire.policyVersion ?? undefined }),
    ),

    itemVector: avroCodec<ItemVectorRecord, Omit<ItemVectorRecord, "vector"> & { vector: Buffer }>(
      RECORD_SCHEMAS["item-vectors"],
      (record) => ({ ...record, vector: floatsToBytes(record.vector) }),
      (wire) => ({ ...wire, vector: bytesToFloats(wire.vector) }),
    ),
  };
}
