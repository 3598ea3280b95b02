import { nearestWord } from "../nearest-word.ts";
import { exampleProperties, exampleValue } from "./example-properties.ts";
import type { Field, FieldType } from "./schema.ts";

export type ViolationKind = "field_added_without_default" | "became_required" | "type_changed" | "symbol_removed";

/** One reason why the new version cannot read what was written under the old one. */
export interface Violation {
  /** JSON pointer into `exampleDocument`: where the value is that cannot be read, or is missing. */
  readonly path: string;
  readonly field: string;
  readonly kind: ViolationKind;
  readonly message: string;
  /** `properties` that the old version accepts and the new one cannot read. */
  readonly exampleDocument: Readonly<Record<string, unknown>>;
  readonly suggestion: string;
}

/**
 * Avro's BACKWARD (Avro 1.12, schema resolution): whatever was written under `older` can be read under `newer`. Answers every violation; empty
 * when compatible. Fields that were removed are skipped by the reader; int may become long or double, and long double; logical types count as what
 * they are stored as.
 */
export function checkCompatibility(older: readonly Field[], newer: readonly Field[]): readonly Violation[] {
  const before = new Map(older.map((field) => [field.name, field]));
  const names = new Set(newer.map(({ name }) => name));
  const removed = older.filter(({ name }) => !names.has(name));
  return newer.flatMap((field) => {
    const old = before.get(field.name);
    const found = old === undefined ? unreadableWithout(field, removed) : unreadable(old, field);
    if (found === undefined) return [];
    const { changes, ...violation } = found;
    const exampleDocument = Object.fromEntries(
      Object.entries({ ...exampleProperties(older.filter(({ required }) => required)), ...changes }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    return [{ path: `/${field.name}`, field: field.name, ...violation, exampleDocument }];
  });
}

type Found = Pick<Violation, "kind" | "message" | "suggestion"> & { readonly changes: Readonly<Record<string, unknown>> };

function unreadableWithout(field: Field, removed: readonly Field[]): Found | undefined {
  if (!field.required || field.default !== undefined) return undefined;
  const sameType = removed.filter(({ type }) => type === field.type).map(({ name }) => name);
  const renamed = nearestWord(field.name, sameType) ?? (sameType.length === 1 ? sameType[0] : undefined);
  return {
    kind: "field_added_without_default",
    message: `"${field.name}" is new and required, but events of the version before do not have it.`,
    suggestion: `Give it a default or make it optional.${renamed === undefined ? "" : ` If it is "${renamed}" by another name, keep "${renamed}" too: Avro cannot rename.`}`,
    changes: {},
  };
}

function unreadable(old: Field, field: Field): Found | undefined {
  if (!readableAs(old.type, field.type)) {
    return {
      kind: "type_changed",
      message: `"${field.name}" was ${spelled(old.type)} and would become ${spelled(field.type)}, which cannot be read from it.`,
      suggestion: `Keep the type, or add a field of another name with the new type.${widenings(old.type)}`,
      changes: { [field.name]: exampleValue(old) },
    };
  }
  const gone = old.type === "enum" ? (old.symbols ?? []).filter((symbol) => field.symbols?.includes(symbol) !== true) : [];
  if (gone.length > 0) {
    return {
      kind: "symbol_removed",
      message: `"${field.name}" loses ${gone.map((symbol) => `"${symbol}"`).join(", ")}, which stored events may hold.`,
      suggestion: "Keep the symbols that were ever published; new ones may be added.",
      changes: { [field.name]: gone[0] },
    };
  }
  if (field.required && !old.required) {
    return {
      kind: "became_required",
      message: `"${field.name}" was optional and would become required, but stored events may hold null.`,
      suggestion: "Leave it optional; a default does not help, because it is used only where the version before had no such field.",
      changes: { [field.name]: undefined },
    };
  }
  return undefined;
}

/** What a value of the left type may be read as, beside itself. */
const WIDER: Partial<Record<FieldType, readonly FieldType[]>> = {
  int: ["long", "timestamp", "double"],
  long: ["timestamp", "double"],
  timestamp: ["long", "double"],
};

function readableAs(old: FieldType, type: FieldType): boolean {
  return old === type || WIDER[old]?.includes(type) === true;
}

function widenings(type: FieldType): string {
  const wider = WIDER[type];
  return wider === undefined ? "" : ` It may become ${wider.map(spelled).join(" or ")}.`;
}

const SPELLED: Readonly<Record<FieldType, string>> = {
  string: "a text",
  boolean: "a boolean",
  int: "an int",
  long: "a long",
  double: "a double",
  timestamp: "a timestamp",
  enum: "an enum",
  string_array: "an array of texts",
};

export function spelled(type: FieldType): string {
  return SPELLED[type];
}
