import { instantMs } from "../catalogue/catalogue-view.ts";
import type { FaultDetail } from "../faults.ts";
import { didYouMean } from "../nearest-word.ts";
import { inside } from "../unsafe-content.ts";
import type { Filter, FilterCondition } from "./schema.ts";

export const FILTER_FIELDS = [
  "itemId",
  "title",
  "categories",
  "tags",
  "price",
  "publishedAt",
  "availableFrom",
  "availableUntil",
  "hidden",
  "imageUrl",
  "url",
] as const;
export const INSTANT_FIELDS: ReadonlySet<string> = new Set(["publishedAt", "availableFrom", "availableUntil"]);
const GROUPS = ["all", "any", "not"];
const OPERATORS = ["eq", "in", "gt", "gte", "lt", "lte", "exists"];
const MAX_NODES = 64;
const MAX_LEVELS = 8;

/** The filter of a request, or where and why it is not one: `{all|any|not: [...]}` over `{field, eq|in|gt|gte|lt|lte|exists}`. */
export function parseFilter(raw: unknown, path = "filter"): { filter: Filter } | { errors: readonly FaultDetail[] } {
  const errors: FaultDetail[] = [];
  let nodes = 0;

  const parse = (node: unknown, at: string, level: number): Filter | undefined => {
    nodes += 1;
    if (nodes > MAX_NODES || level > MAX_LEVELS)
      return refuse(at, `the filter is too large: at most ${MAX_NODES} conditions, ${MAX_LEVELS} levels deep`);
    if (typeof node !== "object" || node === null || Array.isArray(node))
      return refuse(at, "must be an object: {all|any|not: [...]} or {field, eq|in|gt|gte|lt|lte|exists}");
    const keys = Object.keys(node);
    const group = keys.find((key) => GROUPS.includes(key));
    if (group === undefined) return condition(node as Record<string, unknown>, at);
    const others = keys.filter((key) => key !== group);
    if (others.length > 0) return refuse(inside(at, others[0] as string), `does not belong beside ${group}`);
    const parts = (node as Record<string, unknown>)[group];
    if (!Array.isArray(parts) || parts.length === 0) return refuse(inside(at, group), "must be a list of at least one condition");
    const filters = parts.map((part, i) => parse(part, `${inside(at, group)}[${i}]`, level + 1)).filter((part) => part !== undefined);
    return { [group]: filters } as unknown as Filter;
  };

  const condition = (node: Record<string, unknown>, at: string): FilterCondition | undefined => {
    const before = errors.length;
    const { field } = node;
    if (field === undefined) refuse(inside(at, "field"), `is required: one of ${FILTER_FIELDS.join(", ")} or attributes.<name>`);
    else if (typeof field !== "string" || !isField(field)) {
      refuse(
        inside(at, "field"),
        `there is no field ${JSON.stringify(field)?.slice(0, 80)}${typeof field === "string" ? didYouMean(field, [...FILTER_FIELDS, `attributes.${field}`]) : ""}`,
      );
    }
    const operators = Object.keys(node).filter((key) => key !== "field");
    if (operators.length === 0) refuse(at, `has no comparison: give one of ${OPERATORS.join(", ")}`);
    for (const operator of operators) {
      const problem = operandProblem(operator, node[operator], typeof field === "string" ? field : "");
      if (problem !== undefined) refuse(inside(at, operator), problem);
    }
    return errors.length === before ? (node as unknown as FilterCondition) : undefined;
  };

  const refuse = (at: string, message: string): undefined => {
    errors.push({ path: at, message });
    return undefined;
  };

  const filter = parse(raw, path, 1);
  return filter === undefined || errors.length > 0 ? { errors } : { filter };
}

function isField(field: string): boolean {
  return (FILTER_FIELDS as readonly string[]).includes(field) || /^attributes\..{1,64}$/.test(field);
}

function operandProblem(operator: string, operand: unknown, field: string): string | undefined {
  switch (operator) {
    case "eq":
      return isScalar(operand) ? undefined : "must be a text, a number or true or false";
    case "in":
      return Array.isArray(operand) && operand.length > 0 && operand.length <= 500 && operand.every(isScalar)
        ? undefined
        : "must be a list of 1 to 500 texts, numbers or booleans";
    case "exists":
      return typeof operand === "boolean" ? undefined : "must be true or false";
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      if (typeof operand !== "number" && typeof operand !== "string") return "must be a number or a text";
      return INSTANT_FIELDS.has(field) && Number.isNaN(instantMs(operand))
        ? "must be an ISO 8601 date and time or milliseconds since 1970"
        : undefined;
    default:
      return `there is no comparison ${operator.slice(0, 40)}${didYouMean(operator, [...OPERATORS, ...GROUPS])}`;
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}
