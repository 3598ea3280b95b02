import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EARLIEST_MS, eventRequestSchema, MAX_AHEAD_MS } from "./event-request.ts";
import { EVENT_TYPES } from "./event-types.ts";
import { parseEvent, Unparseable } from "./parse-event.ts";

const nowMs = Date.UTC(2026, 5, 1);
const rules = {
  eventTypes: new Map(Object.entries(EVENT_TYPES)),
  nowMs,
  earliestMs: EARLIEST_MS,
  published: () => undefined,
  hash: () => "",
};
const good = { eventId: "e1", type: "view", userId: "ada" };
const accepted = (event: unknown) => !("errors" in parseEvent(event, "", rules));

describe("parseEvent", () => {
  it("agrees with the documented schema on every event of known type and possible time", () => {
    const odd = fc.oneof(
      fc.string({ maxLength: 3 }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant([]),
      fc.constant({}),
      fc.constant("x".repeat(300)),
      fc.constant("\u0000"),
      fc.constant(undefined),
    );
    const usually = <T>(value: fc.Arbitrary<T>) =>
      fc.oneof({ weight: 8, arbitrary: value as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: odd });
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(usually(value), { nil: undefined });
    const id = fc.constantFrom("a", "b-1", "ü試", " ");
    const event = fc.record({
      eventId: usually(id),
      type: fc.constantFrom(...Object.keys(EVENT_TYPES)),
      userId: maybe(id),
      anonymousId: maybe(id),
      itemId: maybe(id),
      timestamp: fc.option(
        fc.constantFrom<unknown>(
          "2026-01-02T03:04:05Z",
          "2026-01-02T03:04:05.678+02:00",
          nowMs,
          "yesterday",
          null,
          true,
          "2026-01-02T03:04:05",
        ),
        { nil: undefined },
      ),
      sessionId: maybe(id),
      value: maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
      recommendationId: maybe(id),
      properties: maybe(fc.record({ dwellMs: maybe(fc.nat()), colour: odd }, { requiredKeys: [] })),
      context: maybe(fc.record({ device: maybe(fc.constant("mobile")), screen: odd }, { requiredKeys: [] })),
    });
    fc.assert(
      fc.property(event, (drawn) => {
        const sent = JSON.parse(JSON.stringify(drawn)) as unknown;
        expect(accepted(sent)).toBe(eventRequestSchema.safeParse(sent).success);
      }),
      { numRuns: 2000 },
    );
  });

  it("never throws, whatever JSON is sent", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseEvent(value, "events[0]", rules)).toBeTypeOf("object");
      }),
    );
  });

  it("draws the line at five minutes ahead and at the year 2000", () => {
    expect(accepted({ ...good, timestamp: nowMs + MAX_AHEAD_MS })).toBe(true);
    expect(accepted({ ...good, timestamp: nowMs + MAX_AHEAD_MS + 1 })).toBe(false);
    expect(accepted({ ...good, timestamp: "2000-01-01T00:00:00Z" })).toBe(true);
    expect(accepted({ ...good, timestamp: "1999-12-31T23:59:59.999Z" })).toBe(false);
  });

  it("names every mistake, the first decides the code", () => {
    expect(parseEvent({ type: "vew", user: "a", value: null }, "events[2]", rules)).toEqual({
      code: "unknown_property",
      eventId: null,
      errors: [
        { path: "events[2].user", message: "unknown property, did you mean userId?" },
        { path: "events[2].eventId", message: "is required: your own id of the event, so that sending it twice counts once" },
        { path: "events[2].userId", message: "is required, or anonymousId in its place" },
        { path: "events[2].type", message: '"vew" is not an event type of this tenant, did you mean view?' },
        { path: "events[2].value", message: "must be a number, not null" },
      ],
    });
    expect(parseEvent(new Unparseable("broken"), "events[0]", rules)).toMatchObject({ code: "invalid_json" });
  });

  it("keeps what nobody knows of in the sealing slot, up to a size", () => {
    expect(parseEvent({ ...good, properties: { a: 1 }, context: { b: 2 } }, "", rules)).toMatchObject({
      sealed: '{"properties":{"a":1},"context":{"b":2}}',
    });
    expect(accepted({ ...good, properties: { a: "x".repeat(20_000) } })).toBe(false);
  });
});
