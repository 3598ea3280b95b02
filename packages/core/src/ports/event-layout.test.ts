import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { itemWatermarkMs } from "../flows/fold-item-delta.ts";
import { laneOf } from "../identity/subject-alias.ts";
import { eventPartition, layOutEvents } from "./event-layout.ts";
import { serviceAddressesSchema } from "./service-addresses.ts";
import { subjectPartition } from "./state-keys.ts";
import { TOPICS } from "./topics.ts";

describe("the layout of the events", () => {
  afterEach(() => layOutEvents({ first: 0, count: 4 }));

  it("puts everybody in one of its partitions, the same wherever it is asked", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.integer({ min: 1, max: 12 }), fc.string(), (first, count, subject) => {
        layOutEvents({ first, count });
        const partition = eventPartition(`t|${subject}`);
        expect(partition).toBeGreaterThanOrEqual(first);
        expect(partition).toBeLessThan(TOPICS.events.partitions);
        expect(TOPICS.events.partitions).toBe(first + count);
        expect([subjectPartition("t", subject), laneOf("t", subject).partition]).toEqual([partition, partition]);
      }),
    );
  });

  it("is a count, or the first and the last partition", () => {
    const read = (value: string) => serviceAddressesSchema.safeParse({ EVENT_PARTITIONS: value }).data?.EVENT_PARTITIONS;
    expect([read("6"), read("4-9"), read("10-10")]).toEqual([
      { first: 0, count: 6 },
      { first: 4, count: 6 },
      { first: 10, count: 1 },
    ]);
    expect(["0", "9-4", "four", "-4", "4-", "1.5"].map(read)).toEqual(Array(6).fill(undefined));
    expect(serviceAddressesSchema.parse({}).EVENT_PARTITIONS).toBeUndefined();
  });

  it("does not let partitions that people moved away from hold back the item lane, once the new ones speak", () => {
    const at = (marks: readonly (readonly [number, number])[]) =>
      itemWatermarkMs({ partition: 0, sources: new Map(), watermarks: new Map([["t", new Map(marks)]]) }, "t");
    layOutEvents({ first: 4, count: 6 });
    expect(at([])).toBe(0);
    expect(
      at([
        [0, 100],
        [3, 50],
      ]),
    ).toBe(50);
    expect(
      at([
        [0, 100],
        [3, 50],
        [4, 900],
        [7, 800],
      ]),
    ).toBe(800);
  });
});
