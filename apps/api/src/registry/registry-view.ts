import { avroOf } from "@attune/core/schemas/avro-of";
import type { EventSchema } from "@attune/core/schemas/schema";
import type { RecordSchema } from "./event-schema-store.ts";

/** One version of one subject, as the registry shows it. */
export interface RegisteredSchema {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  /** Avro, as JSON text. */
  readonly schema: string;
  /** Of an event type; our own records' schemas cannot be changed here. */
  readonly event: EventSchema | undefined;
}

/** What a tenant sees: its event types' properties by the type's name, and Attune's records by topic (`attune.events-value`). */
export function registeredSchemas(events: readonly EventSchema[], records: readonly RecordSchema[]): readonly RegisteredSchema[] {
  return [
    ...events.map((event) => ({
      subject: event.eventType,
      version: event.version,
      id: event.schemaId,
      schema: JSON.stringify(avroOf(event.eventType, event.fields)),
      event,
    })),
    ...records.map(({ topic, version, id, schema }) => ({
      subject: `${topic}-value`,
      version,
      id,
      schema: JSON.stringify(schema),
      event: undefined,
    })),
  ].sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : a.version - b.version));
}
