import { type EventSchema, fieldSchema } from "@attune/core/schemas/schema";
import * as z from "zod";
import type { EventSchema as EventSchemaRow } from "./generated/client.ts";

const fieldsSchema = z.array(fieldSchema);

/** The stored schema as core knows it. Throws where the fields are not what core calls fields. */
export function eventSchemaOf({
  eventType,
  version,
  schemaId,
  fields,
}: Pick<EventSchemaRow, "eventType" | "version" | "schemaId" | "fields">): EventSchema {
  return { eventType, version, schemaId, fields: fieldsSchema.parse(fields) };
}
