import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Standing } from "../consent/schema.ts";
import { memoryStandingStore } from "./standing-store.memory.ts";
import type { StandingStore } from "./standing-store.ts";

export interface StandingStoreUnderTest {
  readonly port: StandingStore;
  /** For durable stores: closes this one and opens its data anew, as after a restart. */
  reopen?(): Promise<StandingStore>;
  cleanup(): Promise<void>;
}

const undecided: Standing = {
  purposes: {},
  policyVersion: undefined,
  source: undefined,
  demographics: {},
  suppressed: false,
  changedAtMs: 100,
};

/** The law of every standing store. */
export function standingStoreContract(name: string, make: () => Promise<StandingStoreUnderTest>): void {
  describe(`standing store: ${name}`, () => {
    const made: StandingStoreUnderTest[] = [];
    const freshUnderTest = async (): Promise<StandingStoreUnderTest> => {
      const underTest = await make();
      made.push(underTest);
      return underTest;
    };
    afterEach(async () => {
      for (const underTest of made.splice(0)) await underTest.cleanup();
    });

    it("knows nobody at first, and tells apart what was decided, refused and left open", async () => {
      const { port } = await freshUnderTest();
      expect(await port.read("t", ["a", "b"])).toEqual([undefined, undefined]);
      const standing: Standing = {
        ...undecided,
        purposes: { personalization: true, analytics: false },
        policyVersion: 3,
        source: "preference centre",
        demographics: { ageBand: "25-34", language: "en" },
      };
      await port.write("t", "a", standing);
      expect(await port.read("t", ["b", "a", "a"])).toEqual([undefined, standing, standing]);
      expect(await port.read("other", ["a"])).toEqual([undefined]);
      expect(await port.read("t", [])).toEqual([]);
    });

    it("never lets an older change overwrite a newer one; of equally new ones the later holds", async () => {
      const { port } = await freshUnderTest();
      await port.write("t", "a", { ...undecided, suppressed: true, changedAtMs: 200 });
      await port.write("t", "a", { ...undecided, changedAtMs: 199 });
      expect(await port.read("t", ["a"])).toMatchObject([{ suppressed: true, changedAtMs: 200 }]);
      await port.write("t", "a", { ...undecided, source: "later", changedAtMs: 200 });
      expect(await port.read("t", ["a"])).toMatchObject([{ suppressed: false, source: "later" }]);
    });

    it("erases the people it is told, and nobody else; a later standing holds again", async () => {
      const { port, reopen } = await freshUnderTest();
      for (const subject of ["a", "b", "c"]) await port.write("t", subject, { ...undecided, changedAtMs: 500 });
      await port.write("u", "a", undecided);
      expect(await port.erase("t", ["a", "b", "nobody"])).toBe(2);
      expect(await port.erase("t", ["a", "b"])).toBe(0);
      await port.write("t", "b", { ...undecided, changedAtMs: 1 });
      expect(await port.scrub([Buffer.from("person")])).toMatchObject({ remaining: 0 });
      const store = (await reopen?.()) ?? port;
      expect((await store.read("t", ["a", "b", "c"])).map((standing) => standing?.changedAtMs)).toEqual([undefined, 1, 500]);
      expect(await store.read("u", ["a"])).toEqual([undecided]);
    });

    it("answers like the memory store after any sequence of writes, racing ones and restarts included", async () => {
      const standing: fc.Arbitrary<Standing> = fc
        .record({
          purposes: fc.record(
            { personalization: fc.boolean(), analytics: fc.boolean(), model_training: fc.boolean(), sale_or_sharing: fc.boolean() },
            { requiredKeys: [] },
          ),
          policyVersion: fc.option(fc.nat(), { nil: undefined }),
          source: fc.option(fc.string({ unit: "grapheme" }), { nil: undefined }),
          demographics: fc.record({ ageBand: fc.string(), country: fc.string(), language: fc.string() }, { requiredKeys: [] }),
          suppressed: fc.boolean(),
          changedAtMs: fc.integer({ min: 0, max: 20 }),
        })
        .chain((standing) => fc.constantFrom(standing, { ...standing, suppressedBy: "dsr_1" }));
      const person = fc.tuple(fc.constantFrom("t", "u"), fc.constantFrom("a", "b", "a|b"));
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(person, standing, fc.boolean()), { maxLength: 20 }), async (writes) => {
          const [underTest, model] = [await freshUnderTest(), memoryStandingStore()];
          let store = underTest.port;
          let racing: Promise<void>[] = [];
          for (const [[tenant, subject], change, waits] of writes) {
            racing.push(store.write(tenant, subject, change));
            await model.write(tenant, subject, change);
            if (waits) await Promise.all(racing.splice(0));
          }
          await Promise.all(racing);
          racing = [];
          store = (await underTest.reopen?.()) ?? store;
          for (const tenant of ["t", "u"])
            expect(await store.read(tenant, ["a", "b", "a|b"])).toEqual(await model.read(tenant, ["a", "b", "a|b"]));
        }),
        { numRuns: 40 },
      );
    });
  });
}
