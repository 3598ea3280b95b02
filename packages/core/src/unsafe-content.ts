import type { FaultDetail } from "./faults.ts";

export const MAX_DEPTH = 16;

const REFUSED_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/**
 * What no request may contain anywhere: keys that reach prototypes, text that is not well-formed Unicode (lone surrogates), and nesting
 * deeper than MAX_DEPTH (which would exhaust the stack of whoever walks it later). Answers where the first of them is, below `path`.
 * For values made by JSON.parse. About 20 ns per value; paths are made only for what is found.
 */
export function unsafeContent(value: unknown, path: string): FaultDetail | undefined {
  const found = find(value, 0);
  if (found === undefined) return undefined;
  const steps = found.steps.reverse();
  return {
    path: steps.reduce<string>((at, step) => (typeof step === "number" ? `${at}[${step}]` : inside(at, step)), path),
    message: found.message,
  };
}

interface Found {
  readonly steps: (string | number)[];
  readonly message: string;
}

function find(value: unknown, depth: number): Found | undefined {
  if (typeof value === "string")
    return value.isWellFormed() ? undefined : { steps: [], message: "contains a lone surrogate, which is not valid Unicode" };
  if (typeof value !== "object" || value === null) return undefined;
  if (depth >= MAX_DEPTH) return { steps: [], message: `is nested deeper than ${MAX_DEPTH} levels` };
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const found = find(value[i], depth + 1);
      if (found !== undefined) return at(found, i);
    }
    return undefined;
  }
  for (const key in value) {
    if (REFUSED_KEYS.has(key)) return { steps: [key], message: `the property name ${key} is not allowed` };
    if (!key.isWellFormed())
      return { steps: [], message: "has a property whose name contains a lone surrogate, which is not valid Unicode" };
    const found = find((value as Record<string, unknown>)[key], depth + 1);
    if (found !== undefined) return at(found, key);
  }
  return undefined;
}

function at(found: Found, step: string | number): Found {
  found.steps.push(step);
  return found;
}

/** `events[3]` and `itemId` make `events[3].itemId`; nothing and `itemId` make `itemId`. */
export function inside(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
