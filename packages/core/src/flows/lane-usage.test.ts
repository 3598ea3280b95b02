import fc from "fast-check";
import { expect, it } from "vitest";
import { DENIED, permissionBits } from "../consent/permissions-of.ts";
import type { ImpressionRecord, LaneRecord } from "../events/lane-record.ts";
import { emptyJoin } from "../features/outcome-join.ts";
import { emptySeenEvents } from "../features/seen-events.ts";
import { emptySubjectState } from "../features/subject-state.ts";
import { itemKey } from "../identity/item-key.ts";
import { DAY_MS, dayOf } from "../metrics/usage.ts";
import { ByteWriter } from "../packing/byte-writer.ts";
import { emptySums } from "./fold-experiments.ts";
import { emptyEffects, foldLaneRecord, OUTCOME_WINDOW_MS, type UserLaneState } from "./fold-lane-record.ts";
import { countLaneUsage, emptyLaneUsage, type LaneUsage, laneUsageTotals, packLaneUsage, unpackLaneUsage } from "./lane-usage.ts";
import { eventOf, NOW_MS, subjectNamed, TENANT } from "./small-shop.fixture.ts";

/** Acceptances of three weeks, a little out of order, in two tenants. */
const accepted = fc.array(fc.record({ tenant: fc.constantFrom("a", "b"), ageMs: fc.nat(21 * DAY_MS) }), { maxLength: 200 });

it("counts each event on the day of its acceptance, whatever the order, the batches and the restarts in between", () => {
  fc.assert(
    fc.property(accepted, fc.array(fc.nat()), (events, cuts) => {
      let usage = new Map<string, LaneUsage>();
      const expected = new Map<string, number>();
      const ends = [...cuts.map((cut) => cut % (events.length + 1)), events.length].sort((a, b) => a - b);
      let start = 0;
      for (const end of ends) {
        const folded = events
          .slice(start, end)
          .map(({ tenant, ageMs }) => ({ ...eventOf("p", "view", "i", 0), tenant, acceptedAtMs: NOW_MS - ageMs }));
        start = end;
        const counted = countLaneUsage(usage, { folded, withheld: [] });
        expect(counted).toEqual(new Set(folded.map(({ tenant }) => tenant)));
        for (const { tenant, acceptedAtMs } of folded) {
          const key = `${tenant} ${dayOf(acceptedAtMs)}`;
          expected.set(key, (expected.get(key) ?? 0) + 1);
        }
        usage = new Map([...usage].map(([tenant, own]) => [tenant, unpackLaneUsage(packLaneUsage(own, new ByteWriter()))]));
      }
      const totals = [...usage].flatMap(([tenant, own]) =>
        laneUsageTotals(own).map(({ dayMs, count }) => [`${tenant} ${dayMs}`, count] as const),
      );
      expect(new Map(totals)).toEqual(expected);
    }),
  );
});

it("counts the impressions that nothing may be learned from", () => {
  const lane: UserLaneState = { partition: 0, watermarks: new Map(), join: emptyJoin(), experiments: emptySums() };
  const unchanged = { stateChanged: false, seenChanged: false, attributesChanged: false };
  const ann = {
    tenant: TENANT,
    subject: subjectNamed("ann"),
    state: emptySubjectState(""),
    seen: emptySeenEvents(),
    attributes: undefined,
    ...unchanged,
  };
  const effects = emptyEffects();
  const fold = (record: LaneRecord, offset: number) => foldLaneRecord(lane, record, offset, () => ann, effects);
  const measured = permissionBits({ ...DENIED, analytics: true });
  const learned = permissionBits({ ...DENIED, analytics: true, personalization: true, model_training: true });
  for (const [i, permissions] of [learned, measured, measured].entries()) fold(listOf(`r${i}`, permissions), i);
  fold(eventOf("ann", "view", "jazz-1", 0), 3);
  fold({ kind: "tick", atMs: NOW_MS + 10 * OUTCOME_WINDOW_MS }, 4);
  const usage = new Map<string, LaneUsage>();
  countLaneUsage(usage, effects);
  expect(effects.examples).toHaveLength(1);
  expect(laneUsageTotals(usage.get(TENANT) ?? emptyLaneUsage())).toEqual([
    { dayMs: dayOf(NOW_MS), measure: "events", count: 1 },
    { dayMs: dayOf(NOW_MS), measure: "withheld_examples", count: 2 },
  ]);
});

function listOf(recommendationId: string, permissions: number): ImpressionRecord {
  return {
    kind: "impression",
    tenant: TENANT,
    subject: subjectNamed("ann"),
    keyId: "",
    acceptedAtMs: NOW_MS,
    recommendationId,
    placement: "home",
    modelId: "m1",
    personalized: false,
    shownAtMs: NOW_MS,
    items: [itemKey("jazz-1")],
    features: new Float32Array(),
    propensities: new Float32Array(),
    permissions,
    exposure: undefined,
  };
}
