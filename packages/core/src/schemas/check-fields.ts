import type { FaultDetail } from "../faults.ts";
import { wrongValue } from "./field-values.ts";
import { type Field, fieldSchema } from "./schema.ts";

const MAX_FIELDS = 200;

/** Durations that Attune itself reads from `properties`: allowed in every event, and a number wherever a schema names them. */
export const PLATFORM_PROPERTIES = ["dwellMs", "positionMs", "depth"] as const;

/** What is wrong with a list of fields by itself, everything at once; empty when it can be published. Paths such as `fields[2].default`. */
export function checkFields(fields: readonly unknown[]): FaultDetail[] {
  if (fields.length > MAX_FIELDS) return [{ path: "fields", message: `must be at most ${MAX_FIELDS}` }];
  const names = new Map<string, number>();
  return fields.flatMap((candidate, index): FaultDetail[] => {
    const path = `fields[${index}]`;
    const parsed = fieldSchema.safeParse(candidate);
    if (!parsed.success) return parsed.error.issues.map((issue) => ({ path: [path, ...issue.path].join("."), message: issue.message }));
    const field = parsed.data;
    const first = names.get(field.name);
    names.set(field.name, first ?? index);
    const problems = problemsOf(field).map(([key, message]) => ({ path: `${path}.${key}`, message }));
    return first === undefined ? problems : [{ path: `${path}.name`, message: `"${field.name}" is fields[${first}] already` }, ...problems];
  });
}

function problemsOf(field: Field): [key: keyof Field, message: string][] {
  const problems: [keyof Field, string][] = [];
  if (field.name in Object.prototype) problems.push(["name", "is a name that every object has already"]);
  if (field.type === "enum" && field.symbols === undefined) problems.push(["symbols", "an enum needs at least one symbol"]);
  if (field.type !== "enum" && field.symbols !== undefined) problems.push(["symbols", "only an enum has symbols"]);
  if (field.symbols !== undefined && new Set(field.symbols).size < field.symbols.length) problems.push(["symbols", "each symbol once"]);
  if (field.default !== undefined) {
    const wrong = field.required ? wrongValue(field, field.default) : "an optional field has none: what is not sent is null";
    if (wrong !== undefined) problems.push(["default", wrong]);
  }
  if (field.personal === "hash" && field.type !== "string" && field.type !== "string_array")
    problems.push(["personal", "only texts can be replaced by their hash; leave the field out of what is kept in place of it"]);
  if (field.personal === "drop" && field.required)
    problems.push(["required", "a field that is dropped cannot be required, because nothing of it is kept"]);
  if ((PLATFORM_PROPERTIES as readonly string[]).includes(field.name) && !NUMBERS.has(field.type))
    problems.push(["type", `${field.name} is read by Attune and must be a number`]);
  return problems;
}

const NUMBERS = new Set<Field["type"]>(["int", "long", "double"]);
