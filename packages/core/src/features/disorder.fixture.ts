import fc from "fast-check";

export interface TimedEvent {
  readonly atMs: number;
  readonly value: number;
}

/** Arrival order in which no event comes after one that is more than `latenessMs` newer. */
export function disordered(settings: { spanMs: number; latenessMs: number; maxEvents: number }): fc.Arbitrary<TimedEvent[]> {
  const event = fc.record({
    atMs: fc.nat(settings.spanMs),
    value: fc.integer({ min: 1, max: 100 }),
    delayMs: fc.nat(settings.latenessMs),
  });
  return fc
    .array(event, { minLength: 1, maxLength: settings.maxEvents })
    .map((events) => events.toSorted((a, b) => a.atMs + a.delayMs - (b.atMs + b.delayMs)).map(({ atMs, value }) => ({ atMs, value })));
}

export function inEventOrder(events: readonly TimedEvent[]): TimedEvent[] {
  return events.toSorted((a, b) => a.atMs - b.atMs);
}
