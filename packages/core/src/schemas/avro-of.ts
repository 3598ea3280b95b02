import { parseInstant } from "../parse-instant.ts";
import type { Field } from "./schema.ts";

export type AvroType =
  | string
  | { readonly type: "long"; readonly logicalType: "timestamp-millis" }
  | { readonly type: "array"; readonly items: "string" }
  | { readonly type: "enum"; readonly name: string; readonly symbols: readonly string[] };

export interface AvroField {
  readonly name: string;
  readonly type: AvroType | readonly ["null", AvroType];
  readonly default?: unknown;
  readonly doc?: string;
  readonly personal?: Field["personal"];
}

export interface AvroRecord {
  readonly type: "record";
  readonly name: string;
  readonly namespace: string;
  /** The event type as Attune calls it; the record's name is the same within Avro's letters. */
  readonly eventType: string;
  readonly fields: readonly AvroField[];
}

export const AVRO_NAMESPACE = "attune.properties";

/** The Avro 1.12 record schema of an event type's properties. An optional field is a union with null that defaults to null. */
export function avroOf(eventType: string, fields: readonly Field[]): AvroRecord {
  const name = avroName(eventType);
  return { type: "record", name, namespace: AVRO_NAMESPACE, eventType, fields: fields.map((field) => avroField(field, name)) };
}

function avroField(field: Field, recordName: string): AvroField {
  const { name, required, description, personal } = field;
  const type = avroType(field, recordName);
  return {
    name,
    type: required ? type : ["null", type],
    ...(required ? (field.default === undefined ? {} : { default: avroDefault(field) }) : { default: null }),
    ...(description === undefined ? {} : { doc: description }),
    ...(personal === undefined ? {} : { personal }),
  };
}

function avroType({ name, type, symbols = [] }: Field, recordName: string): AvroType {
  switch (type) {
    case "timestamp":
      return { type: "long", logicalType: "timestamp-millis" };
    case "string_array":
      return { type: "array", items: "string" };
    case "enum":
      // Names of enums are unique within a schema, and the same in every version, because a reader compares them.
      return { type: "enum", name: `${recordName}_${name}`, symbols };
    case "string":
    case "boolean":
    case "int":
    case "long":
    case "double":
      return type;
  }
}

function avroDefault(field: Field): unknown {
  return field.type === "timestamp" ? parseInstant(field.default) : field.default;
}

/** Letters, digits and underscores, not beginning with a digit: `song.play-end` becomes `song_play_end`. */
function avroName(eventType: string): string {
  return eventType.replaceAll(/[^A-Za-z0-9_]/g, "_").replace(/^(?=\d)/, "_");
}
