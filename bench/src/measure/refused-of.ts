import type { StreamOutcome } from "../load/load-plan.ts";

/**
 * How many requests were refused or not answered. Throws when they are more than `tolerated` of all: figures of a platform that refuses its load
 * would mean something else than they say.
 */
export function refusedOf(streams: readonly StreamOutcome[], tolerated: number): number {
  const failures = streams.flatMap(({ name, failures }) => Object.entries(failures).map(([status, count]) => ({ name, status, count })));
  const refused = failures.reduce((sum, { count }) => sum + count, 0);
  const all = refused + streams.reduce((sum, { answered }) => sum + answered, 0);
  if (refused > tolerated * all) {
    const kinds = failures.map(({ name, status, count }) => `${name} ${status === "0" ? "no answer" : status} x ${count}`);
    throw new Error(`${refused} of ${all} requests were not answered well: ${kinds.join(", ")}`);
  }
  return refused;
}

/** What to write behind a figure that some requests had no part in; empty when all were answered well. */
export function refusedText(streams: readonly StreamOutcome[]): string {
  const refused = refusedOf(streams, 1);
  return refused === 0 ? "" : ` (${refused} requests refused or not answered)`;
}
