import { parseInstant } from "../parse-instant.ts";
import type { Field, HashValue } from "./schema.ts";

/** How a hashed value is spelled. Hashing one again changes nothing, so that what was refused and kept can be sent again. */
const HASHED = /^hash:[\w-]{22}$/;

/** Whether a value of the field is kept in another form than it was sent in. */
export function isTreated({ type, personal }: Field): boolean {
  return type === "timestamp" || personal === "hash" || personal === "drop";
}

/** The value as it is kept; undefined when nothing of it is. What is kept or sealed stands in the record's sealing slot with all properties. */
export function treatment({ name, type, personal }: Field, value: unknown, hash: HashValue): unknown {
  if (personal === "drop") return undefined;
  if (personal === "hash") return Array.isArray(value) ? value.map((one) => hashed(name, one, hash)) : hashed(name, value, hash);
  return type === "timestamp" ? parseInstant(value) : value;
}

/**
 * Properties that were refused, with those among them that are personal hashed or left out as if they had been accepted, whatever was wrong with the
 * rest. For dead letters.
 */
export function treatPersonal(fields: readonly Field[], sent: Readonly<Record<string, unknown>>, hash: HashValue): Record<string, unknown> {
  const kept = { ...sent };
  for (const field of fields) {
    const value = sent[field.name];
    if (value === undefined || (field.personal !== "hash" && field.personal !== "drop")) continue;
    const treated = treatment(field, value, hash);
    if (treated === undefined) delete kept[field.name];
    else kept[field.name] = treated;
  }
  return kept;
}

/** What is not a text where one should be is not kept: it might be personal all the same. */
function hashed(name: string, value: unknown, hash: HashValue): string | undefined {
  if (typeof value !== "string") return undefined;
  return HASHED.test(value) ? value : `hash:${hash(name, value)}`;
}
