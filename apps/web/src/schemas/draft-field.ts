import type { Field, FieldType } from "@attune/core/schemas/schema";

/** A field while it is edited: what is typed is text, and nothing is thrown away when the type changes. */
export interface DraftField {
  /** Tells rows apart while names change. */
  readonly key: string;
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly defaultText: string;
  readonly symbolsText: string;
  readonly description: string;
  readonly personal: NonNullable<Field["personal"]> | "none";
}

export function draftOf(field: Field, key: string): DraftField {
  const { name, type, required, description = "", personal = "none", symbols = [] } = field;
  return { key, name, type, required, defaultText: textOf(field.default), symbolsText: symbols.join(", "), description, personal };
}

export function emptyDraft(key: string): DraftField {
  return { key, name: "", type: "string", required: false, defaultText: "", symbolsText: "", description: "", personal: "none" };
}

/** What the draft says, right or wrong: the server's check names what is wrong. */
export function fieldOf({ name, type, required, defaultText, symbolsText, description, personal }: DraftField): Field {
  const value = required && defaultText.trim() !== "" ? defaultOf(type, defaultText.trim()) : undefined;
  return {
    name: name.trim(),
    type,
    required,
    ...(value === undefined ? {} : { default: value }),
    ...(type === "enum" ? { symbols: wordsOf(symbolsText) } : {}),
    ...(description.trim() === "" ? {} : { description: description.trim() }),
    ...(personal === "none" ? {} : { personal }),
  };
}

function textOf(value: Field["default"]): string {
  if (value === undefined) return "";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** What cannot be read as the type stays text, for the check to refuse. */
function defaultOf(type: FieldType, text: string): NonNullable<Field["default"]> {
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  if (type === "string_array") return wordsOf(text);
  const isNumber = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
  if (isNumber && (type === "int" || type === "long" || type === "double" || type === "timestamp")) return Number(text);
  return text;
}

function wordsOf(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
