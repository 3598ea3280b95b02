/**
 * TypeScript of a tenant's event types, from the Avro schemas of their properties (Avro 1.12, section "Schema Declaration"). What a sender may
 * leave out is optional: a field whose type has a branch for null, and one with a default.
 */
export interface PublishedSchema {
  readonly eventType: string;
  readonly version: number;
  /** A record, as parsed JSON. */
  readonly schema: unknown;
}

/** The whole `.d.ts`. Equal schemas give equal text, whatever their order, so that a build can tell whether it is up to date. */
export function typescriptOf(schemas: readonly PublishedSchema[]): string {
  const sorted = [...schemas].sort((a, b) => (a.eventType < b.eventType ? -1 : 1));
  const members = sorted.flatMap(({ eventType, version, schema }) => [
    ...docOf([docIn(schema), `Version ${version}.`], "  "),
    `  readonly ${JSON.stringify(eventType)}: ${typeOf(schema, "  ", new Map())};`,
  ]);
  return [
    "// Written by attune-types from this tenant's event schemas. Do not edit: run it again when a schema was published.",
    "",
    "/** The properties of each event type, for `attuneClient<AttuneEvents>(…)`. */",
    members.length === 0 ? "export interface AttuneEvents {}" : `export interface AttuneEvents {\n${members.join("\n")}\n}`,
    "",
  ].join("\n");
}

interface AvroObject {
  readonly type?: unknown;
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly logicalType?: unknown;
  readonly fields?: unknown;
  readonly symbols?: unknown;
  readonly items?: unknown;
  readonly values?: unknown;
  readonly doc?: unknown;
  readonly personal?: unknown;
  readonly default?: unknown;
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  null: "null",
  boolean: "boolean",
  int: "number",
  long: "number",
  float: "number",
  double: "number",
  string: "string",
  bytes: "string",
};

/** `named` holds what was declared so far by its Avro name; a type that contains itself cannot be written in place and is `unknown` there. */
function typeOf(schema: unknown, indent: string, named: Map<string, string>): string {
  if (typeof schema === "string") return PRIMITIVES[schema] ?? named.get(schema) ?? named.get(lastPart(schema)) ?? "unknown";
  if (Array.isArray(schema)) return [...new Set(schema.map((branch) => typeOf(branch, indent, named)))].join(" | ") || "never";
  if (typeof schema !== "object" || schema === null) return "unknown";
  const avro = schema as AvroObject;
  const type = complexTypeOf(avro, indent, named);
  if (typeof avro.name === "string" && typeof avro.type === "string") named.set(avro.name, type);
  return type;
}

function complexTypeOf(avro: AvroObject, indent: string, named: Map<string, string>): string {
  const { type, logicalType, symbols, items, values } = avro;
  // An instant is taken as ISO 8601 with a zone too.
  if (typeof logicalType === "string" && logicalType.startsWith("timestamp-")) return "string | number";
  if (type === "enum" && Array.isArray(symbols)) return symbols.map((symbol) => JSON.stringify(symbol)).join(" | ") || "never";
  if (type === "array") return `readonly ${grouped(typeOf(items, indent, named))}[]`;
  if (type === "map") return `{ readonly [key: string]: ${typeOf(values, indent, named)} }`;
  if (type === "fixed") return "string";
  if (type === "record" && Array.isArray(avro.fields)) return recordOf(avro.fields as readonly unknown[], indent, named);
  return type === undefined || type === "record" ? "unknown" : typeOf(type, indent, named);
}

function recordOf(fields: readonly unknown[], indent: string, named: Map<string, string>): string {
  const inner = `${indent}  `;
  const members = fields.flatMap((raw) => {
    const field = (typeof raw === "object" ? (raw ?? {}) : {}) as AvroObject;
    if (typeof field.name !== "string") return [];
    const optional = isNullable(field.type) || field.default !== undefined;
    const personal = typeof field.personal === "string" ? `Personal: ${PERSONAL[field.personal] ?? field.personal}.` : undefined;
    return [
      ...docOf([docIn(field), personal], inner),
      `${inner}readonly ${propertyName(field.name)}${optional ? "?" : ""}: ${typeOf(field.type, inner, named)}${optional ? " | undefined" : ""};`,
    ];
  });
  return members.length === 0 ? "{}" : `{\n${members.join("\n")}\n${indent}}`;
}

const PERSONAL: Readonly<Record<string, string>> = {
  keep: "kept as it is",
  hash: "only a keyed hash of it is kept",
  seal: "kept sealed with the person's record",
  drop: "not kept",
};

function isNullable(type: unknown): boolean {
  return type === "null" || (Array.isArray(type) && type.includes("null"));
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function grouped(type: string): string {
  return /[|\s]/.test(type) && !type.startsWith("{") ? `(${type})` : type;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function docIn(schema: unknown): string | undefined {
  const doc = (schema as AvroObject | null)?.doc;
  return typeof doc === "string" && doc.trim() !== "" ? doc.trim() : undefined;
}

/** A comment cannot be ended by what somebody wrote into a description. */
function docOf(parts: readonly (string | undefined)[], indent: string): string[] {
  const text = parts.filter((part) => part !== undefined).join(" ");
  if (text === "") return [];
  return [`${indent}/** ${text.replaceAll("*/", "*\\/").replaceAll(/\s+/g, " ")} */`];
}
