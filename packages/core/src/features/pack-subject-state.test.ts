import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENT_TYPES } from "../events/event-types.ts";
import type { EventRecord } from "../events/lane-record.ts";
import { ByteWriter } from "../packing/byte-writer.ts";
import { foldEvent } from "./fold-event.ts";
import { packSubjectState, unpackSubjectState } from "./pack-subject-state.ts";
import { emptySubjectState } from "./subject-state.ts";

const types = Object.keys(EVENT_TYPES) as (keyof typeof EVENT_TYPES)[];

function event(type: string, itemId: string, occurredAtMs: number, weight: number, consumes: boolean): EventRecord {
  return {
    kind: "event",
    tenant: "t",
    subject: "s",
    keyId: "",
    acceptedAtMs: occurredAtMs,
    eventId: `${type}${itemId}${occurredAtMs}`,
    type,
    itemId,
    weight,
    outcome: true,
    consumes,
    occurredAtMs,
    sessionId: undefined,
    value: undefined,
    dwellMs: 1234,
    recommendationId: undefined,
    categories: ["jazz", `c${itemId.length}`],
    segments: [],
    permissions: 15,
    policyVersion: 1,
    sealed: undefined,
    schemaId: undefined,
  };
}

const someEvent = fc
  .record({
    type: fc.constantFrom(...types, "own-type"),
    item: fc.integer({ min: 1, max: 40 }),
    second: fc.integer({ min: 0, max: 200_000 }),
  })
  .map(({ type, item, second }) => {
    const settings = EVENT_TYPES[type as keyof typeof EVENT_TYPES] ?? { weight: 1, consumes: false };
    return event(type, `item-${item}`, 1_700_000_000_000 + second * 1000, settings.weight, settings.consumes);
  });

describe("packSubjectState", () => {
  it("gives back the same state, and folding goes on from it as if it had never been packed", () => {
    fc.assert(
      fc.property(fc.array(someEvent, { maxLength: 60 }), fc.array(someEvent, { maxLength: 10 }), (before, after) => {
        const kept = emptySubjectState("");
        for (const record of before) foldEvent(kept, record);
        const reloaded = unpackSubjectState(packSubjectState(kept, new ByteWriter()));
        expect(reloaded).toEqual(kept);
        for (const record of after) expect(foldEvent(reloaded, record)).toEqual(foldEvent(kept, record));
        expect(packSubjectState(reloaded, new ByteWriter())).toEqual(packSubjectState(kept, new ByteWriter()));
      }),
    );
  });

  it("keeps what the person did in experiments, and costs nothing for who takes part in none", () => {
    const state = emptySubjectState("");
    const plain = packSubjectState(state, new ByteWriter());
    state.experiments = (["control", "treatment"] as const).map((variant, i) => ({
      experimentId: `x${i}`,
      phase: 1 + i,
      variant,
      conversionEvent: "purchase",
      firstAtMs: 1_700_000_000_000,
      lastAtMs: 1_700_000_500_000,
      lists: 300,
      clicked: 7,
      converted: i === 0,
      several: i === 1,
    }));
    const packed = packSubjectState(state, new ByteWriter());
    expect(unpackSubjectState(packed)).toEqual(state);
    expect(packed.length - plain.length).toBeLessThanOrEqual(2 * 35);
    state.experiments = [];
    expect(packSubjectState(state, new ByteWriter())).toEqual(plain);
  });

  it("takes at most 200 bytes for a person with 20 events", () => {
    const state = emptySubjectState("");
    for (let i = 0; i < 20; i++) {
      const type = i % 7 === 6 ? "purchase" : i % 3 === 2 ? "cart" : "view";
      foldEvent(
        state,
        event(type, `sku-${10_000 + i}`, 1_700_000_000_000 + i * 47_123, EVENT_TYPES[type].weight, EVENT_TYPES[type].consumes),
      );
    }
    expect(packSubjectState(state, new ByteWriter()).length).toBeLessThanOrEqual(200);
  });
});
