import { spelled } from "./check-compatibility.ts";
import type { Field } from "./schema.ts";

export interface FieldChange {
  readonly field: string;
  readonly kind: "added" | "removed" | "changed";
  /** One sentence for each thing that differs, in plain words. */
  readonly sentences: readonly string[];
}

/** What a reader of the two versions should know, in the order of the new version, what was removed last. The order of fields does not matter. */
export function diffFields(before: readonly Field[], after: readonly Field[]): readonly FieldChange[] {
  const old = new Map(before.map((field) => [field.name, field]));
  const names = new Set(after.map(({ name }) => name));
  const kept = after.flatMap((field): FieldChange[] => {
    const previous = old.get(field.name);
    if (previous === undefined) return [{ field: field.name, kind: "added", sentences: [`New: ${described(field)}.`] }];
    const sentences = differences(previous, field);
    return sentences.length === 0 ? [] : [{ field: field.name, kind: "changed", sentences }];
  });
  const removed = before
    .filter(({ name }) => !names.has(name))
    .map(
      (field): FieldChange => ({
        field: field.name,
        kind: "removed",
        sentences: [`Gone: ${described(field)}. New events may not send it.`],
      }),
    );
  return [...kept, ...removed];
}

function described(field: Field): string {
  const parts = [spelled(field.type), field.required ? "required" : "optional"];
  if (field.default !== undefined) parts.push(`default ${JSON.stringify(field.default)}`);
  if (field.symbols !== undefined) parts.push(`one of ${field.symbols.join(", ")}`);
  if (field.personal !== undefined) parts.push(`personal (${field.personal})`);
  return parts.join(", ");
}

function differences(before: Field, after: Field): string[] {
  const sentences: string[] = [];
  if (before.type !== after.type) sentences.push(`Was ${spelled(before.type)}, becomes ${spelled(after.type)}.`);
  if (before.required !== after.required) sentences.push(after.required ? "Becomes required." : "Becomes optional.");
  const gone = (before.symbols ?? []).filter((symbol) => after.symbols?.includes(symbol) !== true);
  const come = (after.symbols ?? []).filter((symbol) => before.symbols?.includes(symbol) !== true);
  if (gone.length > 0) sentences.push(`May no longer be ${gone.join(", ")}.`);
  if (come.length > 0) sentences.push(`May also be ${come.join(", ")}.`);
  if (JSON.stringify(before.default) !== JSON.stringify(after.default))
    sentences.push(
      after.default === undefined
        ? `No longer has the default ${JSON.stringify(before.default)}.`
        : `Default becomes ${JSON.stringify(after.default)}.`,
    );
  if (before.personal !== after.personal)
    sentences.push(after.personal === undefined ? "Is no longer personal." : `Personal: its treatment becomes ${after.personal}.`);
  if (before.description !== after.description) sentences.push("Its description changes.");
  return sentences;
}

/** Whether two versions say the same; descriptions count, the order of fields does not. */
export function sameFields(before: readonly Field[], after: readonly Field[]): boolean {
  return diffFields(before, after).length === 0;
}
