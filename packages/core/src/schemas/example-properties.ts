import type { Field } from "./schema.ts";

/** A value that the field accepts. */
export function exampleValue(field: Pick<Field, "name" | "type" | "symbols" | "default">): unknown {
  if (field.default !== undefined) return field.default;
  switch (field.type) {
    case "string":
      return `some ${field.name}`;
    case "boolean":
      return true;
    case "int":
    case "long":
      return 1;
    case "double":
      return 1.5;
    case "timestamp":
      return "2026-01-31T12:00:00Z";
    case "enum":
      return field.symbols?.[0];
    case "string_array":
      return ["one", "two"];
  }
}

/** `properties` with a value for each of the fields. */
export function exampleProperties(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, exampleValue(field)]));
}
