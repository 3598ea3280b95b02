import { type CatalogueEntry, instantMs } from "../catalogue/catalogue-view.ts";
import { INSTANT_FIELDS } from "./parse-filter.ts";
import type { Filter, FilterCondition } from "./schema.ts";

/**
 * Whether an item passes. Comparisons within one condition must all hold; a list (tags, categories) satisfies `eq`, `in` and orderings when any
 * of its values does; an item without the field satisfies only `exists: false`. Instants compare as time, texts by code unit.
 * Under a microsecond for a condition.
 */
export function matchesFilter(filter: Filter, entry: CatalogueEntry): boolean {
  if ("all" in filter) return filter.all.every((part) => matchesFilter(part, entry));
  if ("any" in filter) return filter.any.some((part) => matchesFilter(part, entry));
  if ("not" in filter) return !filter.not.some((part) => matchesFilter(part, entry));
  return matchesCondition(filter, fieldOf(entry, filter.field));
}

function matchesCondition(condition: FilterCondition, value: unknown): boolean {
  if (condition.exists !== undefined && condition.exists !== (value !== undefined)) return false;
  const { eq, gt, gte, lt, lte } = condition;
  const among = condition.in;
  const compares =
    eq !== undefined || among !== undefined || gt !== undefined || gte !== undefined || lt !== undefined || lte !== undefined;
  if (!compares) return true;
  if (value === undefined) return false;
  const instant = INSTANT_FIELDS.has(condition.field);
  const holds = (one: unknown): boolean =>
    (eq === undefined || compare(one, eq, instant) === 0) &&
    (among === undefined || among.some((candidate) => compare(one, candidate, instant) === 0)) &&
    (gt === undefined || compare(one, gt, instant) > 0) &&
    (gte === undefined || compare(one, gte, instant) >= 0) &&
    (lt === undefined || compare(one, lt, instant) < 0) &&
    (lte === undefined || compare(one, lte, instant) <= 0);
  return Array.isArray(value) ? value.some(holds) : holds(value);
}

/** Negative, 0 or positive; NaN, for which every comparison fails, where the two are not of one kind. */
function compare(value: unknown, operand: unknown, instant: boolean): number {
  if (instant) return (instantMs(value as string | number) as number) - (instantMs(operand as string | number) as number);
  if (typeof value !== typeof operand) return Number.NaN;
  if (typeof value === "number") return value - (operand as number);
  if (typeof value === "string") return value < (operand as string) ? -1 : value > (operand as string) ? 1 : 0;
  return value === operand ? 0 : Number.NaN;
}

function fieldOf(entry: CatalogueEntry, field: string): unknown {
  if (field === "itemId") return entry.itemId;
  const item = entry.item as Record<string, unknown> | undefined;
  if (item === undefined) return undefined;
  if (!field.startsWith("attributes.")) return item[field];
  const attributes = item["attributes"] as Record<string, unknown> | undefined;
  const name = field.slice("attributes.".length);
  return attributes !== undefined && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}
