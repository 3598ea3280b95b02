import diff from "microdiff";

export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };

export interface ChangedLeaf {
  /** Dotted, such as `variants.0.share`; empty when the whole value is one leaf. */
  readonly path: string;
  /** `undefined` where there was nothing. */
  readonly before: Json;
  readonly after: Json;
}

/** Every leaf that differs between two JSON values, in the order of the paths as they stand; something that came or went whole is told leaf by leaf. */
export function changeLeaves(before: unknown, after: unknown): readonly ChangedLeaf[] {
  const leaves = diff(boxed(before), boxed(after), { cyclesFix: false }).flatMap((change): ChangedLeaf[] => {
    const path = change.path.slice(1);
    const was = change.type === "CREATE" ? [] : leavesOf(change.oldValue as Json, path);
    const is = change.type === "REMOVE" ? [] : leavesOf(change.value as Json, path);
    const paths = new Set([...was, ...is].map(([name]) => name));
    return [...paths].map((name) => ({ path: name, before: valueAt(was, name), after: valueAt(is, name) }));
  });
  return leaves;
}

type Leaf = readonly [path: string, value: Json];

/** The value under a name, so that scalars can be compared too; null and nothing are the same: there is no value. */
const boxed = (value: unknown): Record<string, unknown> => (value === undefined || value === null ? {} : { value });

function leavesOf(value: Json, path: readonly (string | number)[]): readonly Leaf[] {
  if (value === null || typeof value !== "object" || Object.keys(value).length === 0) return [[path.join("."), value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner as Json, [...path, key]));
}

const valueAt = (leaves: readonly Leaf[], name: string): Json => leaves.find(([path]) => path === name)?.[1];
