import type { FaultDetail } from "../faults.ts";
import { checkFields } from "./check-fields.ts";
import { type Field, type FieldType, PERSONAL_TREATMENTS } from "./schema.ts";

/** What a schema from outside says in our words, or everything in it that they cannot say. */
export type FieldsOf = { readonly fields: readonly Field[] } | { readonly problems: readonly FaultDetail[] };

const PRIMITIVES: ReadonlySet<unknown> = new Set<FieldType>(["string", "boolean", "int", "long", "double"]);
const INSTEAD: Readonly<Record<string, string>> = {
  float: "use double",
  bytes: "use string",
  fixed: "use string",
  map: "use one field for each key",
  record: "use one field for each of its fields",
};

/** Reads an Avro record schema as parsed from JSON: flat records of the types that Attune has. Paths such as `fields[2].type`. */
export function fieldsOf(schema: unknown): FieldsOf {
  if (!isObject(schema) || schema["type"] !== "record" || !Array.isArray(schema["fields"]))
    return { problems: [{ path: "", message: 'must be an Avro record: {"type": "record", "name": …, "fields": […]}' }] };
  const problems: FaultDetail[] = [];
  if (typeof schema["name"] !== "string" || !/^[A-Za-z_][A-Za-z0-9_.]*$/.test(schema["name"]))
    problems.push({ path: "name", message: "a record needs a name of letters, digits and underscores" });
  const fields = schema["fields"].map((field: unknown, index): Field | undefined => {
    const read = fieldOf(field);
    if ("message" in read) problems.push({ path: `fields[${index}]${read.path}`, message: read.message });
    return "message" in read ? undefined : read;
  });
  if (problems.length === 0) problems.push(...checkFields(fields));
  return problems.length > 0 ? { problems } : { fields: fields.filter((field) => field !== undefined) };
}

function fieldOf(field: unknown): Field | FaultDetail {
  if (!isObject(field) || typeof field["name"] !== "string") return { path: "", message: "must be an object with a name and a type" };
  if (field["aliases"] !== undefined)
    return { path: ".aliases", message: "aliases are not supported: keep the old field and add the new one beside it" };
  const union = Array.isArray(field["type"]) ? (field["type"] as unknown[]) : undefined;
  if (union !== undefined && (union.length !== 2 || union[0] !== "null"))
    return { path: ".type", message: 'the only union that is supported is ["null", type] for an optional field' };
  const type = typeOf(union === undefined ? field["type"] : union[1]);
  if ("message" in type) return { path: `.type${type.path}`, message: type.message };
  const required = union === undefined;
  if (!required && field["default"] !== undefined && field["default"] !== null)
    return { path: ".default", message: "an optional field defaults to null" };
  const personal = PERSONAL_TREATMENTS.find((one) => one === field["personal"]);
  if (field["personal"] !== undefined && personal === undefined)
    return { path: ".personal", message: `must be one of ${PERSONAL_TREATMENTS.join(", ")}` };
  return {
    name: field["name"],
    ...type,
    required,
    ...(required && field["default"] !== undefined ? { default: field["default"] as NonNullable<Field["default"]> } : {}),
    ...(typeof field["doc"] === "string" ? { description: field["doc"] } : {}),
    ...(personal === undefined ? {} : { personal }),
  };
}

function typeOf(type: unknown): Pick<Field, "type" | "symbols"> | FaultDetail {
  if (PRIMITIVES.has(type)) return { type: type as FieldType };
  if (!isObject(type)) return unsupported(type);
  const logical = type["logicalType"];
  if (type["type"] === "long" && logical === "timestamp-millis") return { type: "timestamp" };
  if (logical !== undefined)
    return { path: ".logicalType", message: `${JSON.stringify(logical)} is not supported, only timestamp-millis is` };
  if (PRIMITIVES.has(type["type"])) return { type: type["type"] as FieldType };
  if (type["type"] === "array") {
    if (type["items"] === "string") return { type: "string_array" };
    return { path: ".items", message: "only arrays of strings are supported" };
  }
  if (type["type"] === "enum") {
    if (type["default"] !== undefined) return { path: ".default", message: "a default symbol of the enum itself is not supported" };
    return { type: "enum", symbols: type["symbols"] as string[] };
  }
  return unsupported(type["type"]);
}

function unsupported(type: unknown): FaultDetail {
  const instead = typeof type === "string" ? INSTEAD[type] : undefined;
  return { path: "", message: `${JSON.stringify(type) ?? "no type"} is not supported${instead === undefined ? "" : `; ${instead}`}` };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
