import type { Item } from "../catalogue/schema.ts";
import type { Filter } from "../recommendations/schema.ts";

/** At least one term of each list of `all`, and no term of `none`. */
export interface TermFilter {
  readonly all: readonly (readonly string[])[];
  readonly none: readonly string[];
}

const HIDDEN = "hidden";
/** Fields of an item that are lists of names. */
const TERM_FIELDS: ReadonlySet<string> = new Set(["categories", "tags"]);

/** What the vector index is told of an item beside its vector, so that a search can ask for it: category, tag, and that it is hidden. */
export function itemTerms(item: Item | undefined): readonly string[] {
  if (item === undefined) return [];
  const terms = new Set([
    ...(item.categories ?? []).map((name) => termOf("categories", name)),
    ...(item.tags ?? []).map((name) => termOf("tags", name)),
  ]);
  if (item.hidden === true) terms.add(HIDDEN);
  return [...terms].sort();
}

/**
 * What of a request's filter the terms can answer. It lets through everything that the filter does and more: the placement's gate has the last word. Undefined
 * where nothing of the filter can be asked by terms.
 */
export function termFilterOf(filter: Filter | undefined): TermFilter | undefined {
  if (filter === undefined) return undefined;
  const { all, none } = necessary(filter);
  return all.length === 0 && none.length === 0 ? undefined : { all, none: [...new Set([...none, HIDDEN])] };
}

export function passesTerms({ all, none }: TermFilter, terms: readonly string[]): boolean {
  return all.every((some) => some.some((term) => terms.includes(term))) && !none.some((term) => terms.includes(term));
}

/** What must hold of the terms wherever the filter holds. */
function necessary(filter: Filter): TermFilter {
  if ("all" in filter) {
    const parts = filter.all.map(necessary);
    return { all: parts.flatMap(({ all }) => all), none: parts.flatMap(({ none }) => none) };
  }
  if ("any" in filter) {
    // One list of each part, together: whichever part holds, one of these terms is there.
    const lists = filter.any.map((part) => necessary(part).all[0]);
    return { all: lists.length > 0 && lists.every((list) => list !== undefined) ? [lists.flat()] : [], none: [] };
  }
  // Only where the terms say exactly what the part says may their absence stand for its opposite.
  if ("not" in filter) return { all: [], none: filter.not.flatMap((part) => exactly(part) ?? []) };
  const { field, eq } = filter;
  if (!TERM_FIELDS.has(field)) return NOTHING;
  const lists = [eq === undefined ? undefined : [eq], filter.in].filter((list) => list !== undefined);
  return { all: lists.map((list) => list.filter(isText).map((name) => termOf(field, name))).filter(({ length }) => length > 0), none: [] };
}

const NOTHING: TermFilter = { all: [], none: [] };

/** The terms of which one is there exactly where the filter holds; undefined for a filter that says anything else. */
function exactly(filter: Filter): readonly string[] | undefined {
  if (!("field" in filter) || !TERM_FIELDS.has(filter.field)) return undefined;
  const { field, eq, in: among, ...others } = filter;
  if (Object.values(others).some((other) => other !== undefined) || (eq === undefined) === (among === undefined)) return undefined;
  const names = among ?? [eq];
  return names.every(isText) ? names.map((name) => termOf(field, name)) : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function termOf(field: string, name: string): string {
  return `${field}:${name}`;
}
