import { didYouMean } from "../nearest-word.ts";
import { parseInstant } from "../parse-instant.ts";
import { PLATFORM_PROPERTIES } from "./check-fields.ts";
import { isValue, wrongValue } from "./field-values.ts";
import type { Field, HashValue, ValidateProperties } from "./schema.ts";
import { isTreated, treatment } from "./treat-personal.ts";

/**
 * Compiles fields once into a check of what producers send: closed, so that a misspelt property is refused and an optional field may be added later
 * without breaking a reader. A well-formed event of ten fields takes well under a microsecond.
 */
export function compileValidator(fields: readonly Field[]): ValidateProperties {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const allowed = [...new Set([...byName.keys(), ...PLATFORM_PROPERTIES])];
  const needed = fields.filter(({ required }) => required);
  const treated = fields.filter(isTreated);
  const complain = (name: string, value: unknown) => {
    const field = byName.get(name);
    return field === undefined ? unknownProperty(name, allowed) : wrongValue(field, value);
  };

  return (sent, hash, wrong) => {
    for (const name in sent) {
      const field = byName.get(name);
      const value = sent[name];
      if (field !== undefined && (isValue(field, value) || (value === null && !field.required))) continue;
      const complaint = complain(name, value);
      if (complaint !== undefined) wrong(name, complaint);
    }
    const kept = withDefaults(needed, sent, wrong);
    return sent === undefined || treated.length === 0 ? kept : treatEach(treated, sent, kept, hash);
  };
}

function unknownProperty(name: string, allowed: readonly string[]): string | undefined {
  if ((PLATFORM_PROPERTIES as readonly string[]).includes(name)) return undefined;
  return `unknown property${didYouMean(name, allowed) || `; known are ${allowed.join(", ")}`}`;
}

function withDefaults(
  needed: readonly Field[],
  sent: Record<string, unknown> | undefined,
  wrong: (name: string, message: string) => void,
): Record<string, unknown> | undefined {
  let kept = sent;
  for (const field of needed) {
    if (sent?.[field.name] !== undefined) continue;
    if (field.default === undefined) wrong(field.name, "is required");
    else kept = { ...kept, [field.name]: field.type === "timestamp" ? parseInstant(field.default) : field.default };
  }
  return kept;
}

function treatEach(
  treated: readonly Field[],
  sent: Record<string, unknown>,
  kept: Record<string, unknown> | undefined,
  hash: HashValue,
): Record<string, unknown> {
  const answer = { ...kept };
  for (const field of treated) {
    const value = sent[field.name];
    if (value !== undefined && value !== null) answer[field.name] = treatment(field, value, hash);
  }
  return answer;
}
