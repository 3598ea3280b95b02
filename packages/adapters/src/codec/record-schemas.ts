import type { TopicName } from "@attune/core/ports/topics";
import type { Schema } from "avsc";
import catalogueRecordV1 from "./schemas/catalogue-record.v1.json" with { type: "json" };
import consentDecisionV1 from "./schemas/consent-decision.v1.json" with { type: "json" };
import itemDeltaV1 from "./schemas/item-delta.v1.json" with { type: "json" };
import itemVectorV1 from "./schemas/item-vector.v1.json" with { type: "json" };
import laneRecordV1 from "./schemas/lane-record.v1.json" with { type: "json" };
import laneRecordV2 from "./schemas/lane-record.v2.json" with { type: "json" };
import trainingExampleV1 from "./schemas/training-example.v1.json" with { type: "json" };

export interface SchemaVersion {
  /** As in the five-byte header of every record; never given twice, across all topics. */
  readonly id: number;
  readonly version: number;
  readonly schema: Schema;
}

/**
 * Every schema that a record of a topic was ever written under, oldest first; the last one is written. To change a record: add its file,
 * append a line here under the next free id (fields need defaults), and widen the mapping beside the codec.
 */
export const RECORD_SCHEMAS = {
  events: [
    { id: 1, version: 1, schema: laneRecordV1 as Schema },
    { id: 6, version: 2, schema: laneRecordV2 as Schema },
  ],
  "item-deltas": [{ id: 2, version: 1, schema: itemDeltaV1 as Schema }],
  examples: [{ id: 3, version: 1, schema: trainingExampleV1 as Schema }],
  catalogue: [{ id: 4, version: 1, schema: catalogueRecordV1 as Schema }],
  "item-vectors": [{ id: 5, version: 1, schema: itemVectorV1 as Schema }],
  "consent-decisions": [{ id: 7, version: 1, schema: consentDecisionV1 as Schema }],
} as const satisfies Partial<Record<TopicName, readonly SchemaVersion[]>>;
