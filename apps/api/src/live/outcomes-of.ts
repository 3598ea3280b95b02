import type { EventResult } from "@attune/core/events/event-request";
import type { Fault } from "@attune/core/faults";
import { KEPT_OUTCOMES, type NewOutcome } from "./ingest-feed.ts";

/** What became of each event of a request that was answered: only the last of each status that would be kept, in the order of the request. */
export function outcomesOf(events: readonly unknown[], results: readonly EventResult[]): readonly NewOutcome[] {
  const byIndex = new Map(results.map((result) => [result.index, result]));
  const left = { accepted: KEPT_OUTCOMES, rejected: KEPT_OUTCOMES, suppressed: KEPT_OUTCOMES, duplicate: KEPT_OUTCOMES };
  const outcomes: NewOutcome[] = [];
  for (let index = events.length - 1; index >= 0; index--) {
    const result = byIndex.get(index);
    const status = result?.status ?? "accepted";
    if (left[status]-- <= 0) continue;
    const { code, path, message } = result ?? {};
    outcomes.push(outcome({ status, ...named(events[index]), code, path, message }));
  }
  return outcomes.reverse();
}

/** What became of a request that was refused whole: one outcome for each event that the refusal names, or one for the request. */
export function refusedOutcomes(fault: Fault, events: readonly unknown[]): readonly NewOutcome[] {
  if (fault.code !== "nothing_accepted") {
    const [first] = fault.errors;
    const message = fault.code === "invalid_request" ? (first?.message ?? fault.message) : fault.message;
    return [outcome({ status: "rejected", code: fault.code, path: first?.path, message })];
  }
  const byEvent = Map.groupBy(fault.errors, ({ path }) => Number(/^events\[(\d+)\]/.exec(path)?.[1] ?? 0));
  return [...byEvent].slice(-KEPT_OUTCOMES).map(([index, errors]) => {
    const message = errors.map((error) => (error.path === "" ? error.message : `${error.path}: ${error.message}`)).join("; ");
    return outcome({ status: "rejected", ...named(events[index]), code: fault.code, path: errors[0]?.path, message });
  });
}

/** The type and the item of an event that may be anything. */
function named(event: unknown): { type: string | undefined; itemId: string | undefined } {
  const { type, itemId } = (typeof event === "object" ? (event ?? {}) : {}) as { type?: unknown; itemId?: unknown };
  return { type: shortText(type, 64), itemId: shortText(itemId, 256) };
}

function shortText(value: unknown, maxLength: number): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, maxLength) : undefined;
}

/** Leaves out what is not known, and what a sentence quotes: an id that was meant differently may be a person's. */
function outcome({ status, ...details }: { [K in keyof NewOutcome]: NewOutcome[K] | undefined } & Pick<NewOutcome, "status">): NewOutcome {
  const message = details.message?.replaceAll(/; did you mean "[^"]*"\?/g, "; send it in quotes");
  return { status, ...Object.fromEntries(Object.entries({ ...details, message }).filter(([, value]) => value !== undefined)) };
}
