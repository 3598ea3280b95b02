import { nameOf } from "../name-of.ts";
import { didYouMean } from "../nearest-word.ts";
import { parseInstant } from "../parse-instant.ts";
import type { Field, FieldType } from "./schema.ts";

type OfType = Pick<Field, "type" | "symbols">;

const IS_VALUE: Readonly<Record<FieldType, (value: unknown, symbols: readonly string[]) => boolean>> = {
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  int: (value) => Number.isInteger(value) && value === ((value as number) | 0),
  long: Number.isSafeInteger,
  double: Number.isFinite,
  timestamp: (value) => Number.isSafeInteger(typeof value === "string" ? parseInstant(value) : value),
  enum: (value, symbols) => symbols.includes(value as string),
  string_array: (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
};

/** Whether a value that was read from JSON is one of the field's. */
export function isValue({ type, symbols = [] }: OfType, value: unknown): boolean {
  return IS_VALUE[type](value, symbols);
}

const WANTED: Readonly<Record<Exclude<FieldType, "enum" | "timestamp">, string>> = {
  string: "a text",
  boolean: "true or false",
  int: "a whole number of 32 bits",
  long: "a whole number",
  double: "a number",
  string_array: "an array of texts",
};

/** Why it is not, as a sentence without its subject; undefined when it is. */
export function wrongValue(field: OfType, value: unknown): string | undefined {
  const { type, symbols = [] } = field;
  if (isValue(field, value)) return undefined;
  if (type === "timestamp") {
    const instant = parseInstant(value);
    return typeof instant === "string" ? instant : "must be a whole number of milliseconds";
  }
  if (type === "enum") {
    const meant = typeof value === "string" ? didYouMean(value, symbols) : "";
    return `must be one of ${symbols.join(", ")}${meant}`;
  }
  return `must be ${WANTED[type]}${typeof value === "number" && type !== "string" && type !== "boolean" ? "" : `, not ${nameOf(value)}`}`;
}
