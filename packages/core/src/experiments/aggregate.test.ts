import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteWriter } from "../packing/byte-writer.ts";
import { addPerson, EMPTY_AGGREGATE, mergeAggregates, removePerson, withoutGroup } from "./aggregate.ts";
import { packAggregate, unpackAggregate } from "./pack-aggregate.ts";
import type { PersonExperiment } from "./schema.ts";

const person: fc.Arbitrary<PersonExperiment> = fc
  .record({
    variant: fc.constantFrom("control" as const, "treatment" as const),
    lists: fc.integer({ min: 1, max: 40 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    converted: fc.boolean(),
    several: fc.boolean(),
  })
  .map(({ variant, lists, share, converted, several }) => ({
    experimentId: "x",
    phase: 1,
    variant,
    conversionEvent: "purchase",
    firstAtMs: 1,
    lastAtMs: 2,
    lists,
    clicked: Math.floor(lists * share),
    converted,
    several,
  }));

describe("an experiment's sums", () => {
  it("are additive over people and partitions, forget a person exactly, and survive packing", () => {
    fc.assert(
      fc.property(fc.array(person, { maxLength: 30 }), fc.array(person, { maxLength: 30 }), (some, others) => {
        const whole = [...some, ...others].reduce(addPerson, EMPTY_AGGREGATE);
        expect(mergeAggregates(others.reduce(addPerson, EMPTY_AGGREGATE), some.reduce(addPerson, EMPTY_AGGREGATE))).toEqual(whole);
        expect(withoutGroup(whole, some.reduce(addPerson, EMPTY_AGGREGATE))).toEqual(others.reduce(addPerson, EMPTY_AGGREGATE));
        expect(some.reduce(removePerson, whole)).toEqual(others.reduce(addPerson, EMPTY_AGGREGATE));
        expect(unpackAggregate(packAggregate(whole, new ByteWriter()))).toEqual(whole);
      }),
    );
  });
});
