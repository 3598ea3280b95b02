import type { SentEvent } from "./traffic.ts";

/** What a person must amount to. */
export interface ExpectedPerson {
  readonly counts: ReadonlyMap<string, number>;
  readonly lastSeenMs: number;
  /** Newest first. */
  readonly recentItems: readonly string[];
}

const RECENT = 12;

/**
 * What the platform's state must be, by plain counting of what was acknowledged: no fold, no decay, no order of arrival. Fed with the same event any
 * number of times it counts it once.
 */
export class ReferenceModel {
  readonly #people = new Map<string, Map<string, SentEvent>>();
  #events = 0;

  accepted(events: readonly SentEvent[]): void {
    for (const event of events) {
      const own = this.#people.get(event.userId) ?? new Map<string, SentEvent>();
      this.#people.set(event.userId, own);
      if (own.has(event.eventId)) continue;
      own.set(event.eventId, event);
      this.#events += 1;
    }
  }

  get events(): number {
    return this.#events;
  }

  get people(): readonly string[] {
    return [...this.#people.keys()];
  }

  person(userId: string): ExpectedPerson {
    const counts = new Map<string, number>();
    const newest = new Map<string, number>();
    let lastSeenMs = 0;
    for (const { type, itemId, timestamp } of this.#people.get(userId)?.values() ?? []) {
      counts.set(type, (counts.get(type) ?? 0) + 1);
      lastSeenMs = Math.max(lastSeenMs, timestamp);
      if (itemId !== undefined) newest.set(itemId, Math.max(newest.get(itemId) ?? 0, timestamp));
    }
    const recentItems = [...newest].sort(([, a], [, b]) => b - a).slice(0, RECENT);
    return { counts, lastSeenMs, recentItems: recentItems.map(([itemId]) => itemId) };
  }

  /** How many events named each item. */
  interactions(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const own of this.#people.values())
      for (const { itemId } of own.values()) if (itemId !== undefined) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
    return counts;
  }
}
