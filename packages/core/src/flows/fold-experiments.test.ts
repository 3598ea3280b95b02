import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ImpressionRecord, LaneRecord } from "../events/lane-record.ts";
import { addPerson, EMPTY_AGGREGATE } from "../experiments/aggregate.ts";
import type { Exposure } from "../experiments/schema.ts";
import { meanOf } from "../experiments/sufficient-statistics.ts";
import { emptyJoin } from "../features/outcome-join.ts";
import { emptySeenEvents } from "../features/seen-events.ts";
import { emptySubjectState } from "../features/subject-state.ts";
import { itemKey } from "../identity/item-key.ts";
import { experimentSumsKey } from "../ports/state-keys.ts";
import { emptySums, forgetExperiments } from "./fold-experiments.ts";
import { emptyEffects, foldLaneRecord, OUTCOME_WINDOW_MS, type SubjectEntry, type UserLaneState } from "./fold-lane-record.ts";
import { eventOf, NOW_MS, subjectNamed, TENANT } from "./small-shop.fixture.ts";

const EXPOSURE: Exposure = { experimentId: "x1", phase: 1, variant: "control", bucket: 0.1, conversionEvent: "purchase" };
const KEY = experimentSumsKey(TENANT, "x1", 1);

function listOf(person: string, id: string, secondsAgo: number, more: Partial<ImpressionRecord> = {}): ImpressionRecord {
  const atMs = NOW_MS - secondsAgo * 1000;
  return {
    kind: "impression",
    tenant: TENANT,
    subject: subjectNamed(person),
    keyId: "",
    acceptedAtMs: atMs,
    recommendationId: id,
    placement: "home",
    modelId: "m1",
    personalized: true,
    shownAtMs: atMs,
    items: [itemKey("jazz-1"), itemKey("jazz-2")],
    features: new Float32Array(),
    propensities: new Float32Array(),
    permissions: 7,
    exposure: EXPOSURE,
    ...more,
  };
}

const click = (person: string, list: string, item: string, secondsAgo: number) =>
  eventOf(person, "click", item, secondsAgo, { recommendationId: list });

/** One lane partition; forwarded records come back to it, as from the log. */
function lane() {
  const state: UserLaneState = { partition: 0, watermarks: new Map(), join: emptyJoin(), experiments: emptySums() };
  const people = new Map<string, SubjectEntry>();
  const entryOf = (tenant: string, subject: string, keyId: string): SubjectEntry => {
    const unchanged = { stateChanged: false, seenChanged: false, attributesChanged: false };
    const made = { tenant, subject, state: emptySubjectState(keyId), seen: emptySeenEvents(), attributes: undefined, ...unchanged };
    const entry = people.get(subject) ?? made;
    people.set(subject, entry);
    return entry;
  };
  let offset = 0;
  const fold = (...records: readonly LaneRecord[]): void => {
    for (const record of records) {
      const effects = emptyEffects();
      foldLaneRecord(state, record, offset++, entryOf, effects);
      fold(...effects.forwards);
    }
  };
  const sums = () => state.experiments.byKey.get(KEY) ?? EMPTY_AGGREGATE;
  const person = (name: string) => entryOf(TENANT, subjectNamed(name), "");
  return { fold, sums, person, experiments: state.experiments };
}

describe("folding an experiment", () => {
  it("counts lists, clicked lists and conversions of each person, once however often a record comes", () => {
    const { fold, sums, person } = lane();
    fold(listOf("ann", "r1", 100), listOf("ann", "r1", 100), click("ann", "r1", "jazz-1", 99), click("ann", "r1", "jazz-2", 98));
    fold(listOf("ann", "r2", 50), eventOf("ann", "purchase", "jazz-1", 40), eventOf("ann", "purchase", "jazz-2", 30));
    expect(person("ann").state.experiments).toMatchObject([{ lists: 2, clicked: 1, converted: true, variant: "control" }]);
    expect(sums().variants.control).toMatchObject({ people: 1, exposures: 2, conversions: 1 });
    expect(meanOf(sums().variants.control.clickThrough)).toEqual({ n: 1, mean: 0.5, variance: 0 });
  });

  it("does not count a click after the list's window, a purchase before the first list, nor what the person does not permit to measure", () => {
    const { fold, sums } = lane();
    fold(listOf("ann", "r1", 100), click("ann", "r1", "jazz-1", 100 - OUTCOME_WINDOW_MS / 1000 - 1));
    fold(eventOf("ann", "purchase", "jazz-1", 101), eventOf("ann", "purchase", "jazz-2", 50, { permissions: 1 }));
    expect(sums().variants.control).toMatchObject({ people: 1, conversions: 0, clickThrough: { n: 1, sum: 0 } });
    fold(listOf("bob", "r2", 100, { permissions: 1 }));
    expect(sums().variants.control.people).toBe(1);
  });

  it("counts an empty list, which waits for no outcome", () => {
    const { fold, sums } = lane();
    fold(listOf("ann", "r1", 100, { items: [] }));
    expect(sums().variants.control.exposures).toBe(1);
  });

  it("counts a person who was merged once, under the known person's variant", () => {
    const { fold, sums, person } = lane();
    fold(listOf("known", "r1", 100), listOf("anonymous", "r2", 90, { exposure: { ...EXPOSURE, variant: "treatment" } }));
    fold(listOf("other", "r3", 80, { exposure: { ...EXPOSURE, variant: "treatment" } }));
    expect(sums().variants.treatment.people).toBe(2);
    const merge = { kind: "merge", tenant: TENANT, keyId: "", acceptedAtMs: NOW_MS } as const;
    fold({ ...merge, subject: subjectNamed("anonymous"), into: subjectNamed("known") });
    expect(sums()).toMatchObject({ severalVariants: 1, variants: { control: { people: 1 }, treatment: { people: 1 } } });
    expect(person("anonymous").state.experiments).toEqual([]);
    fold({ ...merge, subject: subjectNamed("other"), into: subjectNamed("newcomer") });
    expect(sums().variants.treatment.people).toBe(1);
    fold(listOf("other", "r4", 10, { exposure: { ...EXPOSURE, variant: "treatment" } }), click("other", "r4", "jazz-1", 9));
    expect(person("newcomer").state.experiments).toMatchObject([{ variant: "treatment", lists: 2, clicked: 1 }]);
  });

  it("keeps sums that are exactly those of its people, also after some were forgotten", () => {
    const step = fc.record({
      person: fc.constantFrom("ann", "bob", "cem", "dee"),
      act: fc.constantFrom("list" as const, "click" as const, "purchase" as const, "forget" as const, "merge" as const),
      variant: fc.constantFrom("control" as const, "treatment" as const),
      list: fc.nat(30),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { fold, sums, person, experiments } = lane();
        for (const [i, { person: name, act, variant, list }] of steps.entries()) {
          const mergeable = name !== "dee" && person("dee").state.redirect === "";
          const into = {
            kind: "merge",
            tenant: TENANT,
            subject: subjectNamed(name),
            keyId: "",
            acceptedAtMs: 0,
            into: subjectNamed("dee"),
          } as const;
          const acts: Record<typeof act, () => void> = {
            list: () => fold(listOf(name, `r${name}${i}`, 1000 - i, { exposure: { ...EXPOSURE, variant } })),
            click: () => fold(click(name, `r${name}${i - (list % 5)}`, "jazz-1", 1000 - i)),
            purchase: () => fold(eventOf(name, "purchase", `jazz-${list}`, 1000 - i)),
            forget: () => forgetExperiments(experiments, person(name)),
            merge: () => mergeable && fold(into),
          };
          acts[act]();
        }
        const people = ["ann", "bob", "cem", "dee"].flatMap((name) => person(name).state.experiments);
        expect(sums()).toEqual(people.reduce(addPerson, EMPTY_AGGREGATE));
      }),
    );
  });
});
