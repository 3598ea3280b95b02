import type { CatalogueRecord } from "../catalogue/catalogue-record.ts";
import type { ConsentDecision } from "../consent/consent-decision.ts";
import type { ItemDelta } from "../events/item-delta.ts";
import type { LaneRecord } from "../events/lane-record.ts";
import type { TrainingExample } from "../events/training-example.ts";
import type { ItemVectorRecord } from "../models/item-vector-record.ts";

/**
 * Bytes of the log's records. Every record begins with a zero byte and a four-byte schema id (the Confluent wire format), so that a record
 * written under an older schema still decodes. `decode` throws `UndecodableRecord`; the worker turns that into a dead letter.
 */
export interface RecordCodec {
  readonly lane: Codec<LaneRecord>;
  readonly itemDelta: Codec<ItemDelta>;
  readonly example: Codec<TrainingExample>;
  readonly catalogue: Codec<CatalogueRecord>;
  readonly itemVector: Codec<ItemVectorRecord>;
  readonly consentDecision: Codec<ConsentDecision>;
}

export interface Codec<T> {
  encode(record: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

export class UndecodableRecord extends Error {
  override readonly name = "UndecodableRecord";
}
