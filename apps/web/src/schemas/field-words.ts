import { spelled } from "@attune/core/schemas/check-compatibility";
import type { Field, FieldType } from "@attune/core/schemas/schema";

/** "a text" becomes "Text". */
export const typeName = (type: FieldType): string => {
  const word = spelled(type).replace(/^an? /, "");
  return word.charAt(0).toUpperCase() + word.slice(1);
};

export const TREATMENTS = {
  none: { label: "Not personal", hint: "kept as it is sent" },
  keep: { label: "Personal, kept", hint: "kept as it is sent, in the person's records only" },
  seal: { label: "Personal, sealed", hint: "kept in the sealed part of the person's records" },
  hash: { label: "Personal, hashed", hint: "only a keyed hash is kept: it can be compared, not read" },
  drop: { label: "Personal, dropped", hint: "checked, then left out" },
} as const satisfies Record<NonNullable<Field["personal"]> | "none", { label: string; hint: string }>;

export const defaultText = (value: Field["default"]): string => (value === undefined ? "" : JSON.stringify(value));
