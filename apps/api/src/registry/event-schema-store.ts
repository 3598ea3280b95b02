import type { EventTypeSettings } from "@attune/core/events/event-types";
import type { EventSchema, Field } from "@attune/core/schemas/schema";

/** The tenants' published schemas where they live. Not on the way of events: those use what the control plane names. */
export interface EventSchemaStore {
  /** Every version of every type: by type, newest first. */
  list(tenantId: string): Promise<readonly EventSchema[]>;
  /** Names of the types there are, with a schema or without. */
  eventTypes(tenantId: string): Promise<readonly string[]>;
  /** Throws `Fault`: conflict, invalid_request. */
  publish(
    tenantId: string,
    schema: { readonly eventType: string; readonly fields: readonly Field[]; readonly newType?: EventTypeSettings | undefined },
    actor: string,
    requestId: string,
  ): Promise<EventSchema>;
}

/** A schema that Attune's own records are or were written under. */
export interface RecordSchema {
  readonly id: number;
  /** As Kafka knows it. */
  readonly topic: string;
  readonly version: number;
  /** Avro. */
  readonly schema: unknown;
}
