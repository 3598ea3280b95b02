/** An event as it is sent; sending it again changes nothing. */
export interface SentEvent {
  readonly eventId: string;
  readonly userId: string;
  readonly type: string;
  readonly itemId?: string;
  readonly timestamp: number;
}

/** One request. */
export interface Parcel {
  /** As they go over the wire, poison among them. */
  readonly body: readonly unknown[];
  /** Those of them that must be accepted, repetitions included. */
  readonly valid: readonly SentEvent[];
}

export interface TrafficSettings {
  readonly people: number;
  readonly items: number;
  /** Times begin here; events of a person are a second apart, so that nothing depends on the order of equal times. */
  readonly sinceMs: number;
}

const ITEM_TYPES = ["view", "click", "play", "like", "cart", "purchase"] as const;
const MOST_IN_BATCH = 40;
const REPEATED = 300;

export const itemIdOf = (item: number): string => `item-${item}`;
export const userIdOf = (person: number): string => `person-${person}`;

/**
 * An endless, seeded stream of requests: singles and batches, a tenth repeated, a third out of order, some poison. Nobody meets an item twice, so
 * that an item's interactions can be counted without knowing how the platform weighs returning to it.
 */
export function* trafficOf(random: () => number, { people, items, sinceMs }: TrafficSettings): Generator<Parcel, never> {
  const done = new Uint32Array(people);
  const earlier: SentEvent[] = [];
  const below = (limit: number) => Math.floor(random() * limit);

  function next(): SentEvent {
    const person = below(people);
    const nth = done[person] as number;
    done[person] = nth + 1;
    // Of three neighbours the first and the last have changed places.
    const slot = nth + 2 - 2 * (nth % 3);
    const searches = nth >= items || random() < 0.1;
    return {
      eventId: `e-${person}-${nth}`,
      userId: userIdOf(person),
      timestamp: sinceMs + slot * 1000,
      ...(searches
        ? { type: "search" }
        : { type: ITEM_TYPES[below(ITEM_TYPES.length)] as string, itemId: itemIdOf((person * 31 + nth) % items) }),
    };
  }

  for (;;) {
    const valid = Array.from({ length: random() < 0.3 ? 1 : 1 + below(MOST_IN_BATCH) }, () => {
      const again = random() < 0.1 ? earlier[below(earlier.length)] : undefined;
      return again ?? next();
    });
    for (const event of valid) {
      if (earlier.length < REPEATED) earlier.push(event);
      else earlier[below(REPEATED)] = event;
    }
    const poison = random() < 0.1 ? [{ ...valid[0], eventId: `poison-${below(1e9)}`, type: "no such type" }] : [];
    yield { body: [...poison, ...valid], valid };
  }
}
