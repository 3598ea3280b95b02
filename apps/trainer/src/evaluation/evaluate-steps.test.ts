import { type ItemKey, itemKey } from "@attune/core/identity/item-key";
import { VECTOR_DIMENSIONS } from "@attune/core/models/model-settings";
import { memoryVectorIndex } from "@attune/core/ports/vector-index.memory";
import { describe, expect, it } from "vitest";
import type { Step } from "../protocols/protocol.ts";
import { CONTESTANTS } from "./contestants.ts";
import { evaluateSteps, type ModelResult } from "./evaluate-steps.ts";

const MEASURES = { measures: ["recall@10"] as const, groups: [""] };

async function evaluated(steps: Iterable<Step>, names = CONTESTANTS.map(({ name }) => name)): Promise<ModelResult[]> {
  return evaluateSteps(steps, {
    contestants: CONTESTANTS.filter(({ name }) => names.includes(name)),
    protocol: MEASURES,
    index: memoryVectorIndex({ dimensions: VECTOR_DIMENSIONS }),
    limit: undefined,
    clock: () => 0,
    breathe: async () => undefined,
  });
}

/** A prequential stream: each of `subjects` people meets the items of `itemsOf` in turn. */
function* stream(subjects: number, itemsOf: (subject: number) => readonly string[]): Generator<Step> {
  let atMs = Date.UTC(2024, 0, 1);
  for (let person = 0; person < subjects; person++) {
    const excluded = new Set<ItemKey>();
    for (const itemId of itemsOf(person)) {
      atMs += 1000;
      const subject = `person-${person}`;
      if (excluded.size > 0) {
        const question = {
          subject,
          atMs,
          relevant: new Set([itemKey(itemId)]),
          excluded: new Set(excluded),
          group: "",
          counts: true,
          teaches: true,
        };
        yield { kind: "question", question };
      }
      yield { kind: "event", event: { subject, itemId, atMs, type: "view" } };
      excluded.add(itemKey(itemId));
    }
  }
}

/** Breaks the promise that is tested: every event is folded before it is asked for. */
function* eventsFirst(steps: Iterable<Step>): Generator<Step> {
  let waiting: Step | undefined;
  for (const step of steps) {
    if (step.kind === "question") waiting = step;
    else {
      yield step;
      if (waiting) yield waiting;
      waiting = undefined;
    }
  }
}

describe("evaluateSteps", () => {
  // Every item occurs once in the whole stream: only who has learned an event before it was asked for can name its item.
  const unforeseeable = () => stream(30, (person) => [`first-${person}`, `second-${person}`, `third-${person}`]);

  it("scores an event before anything learns it", async () => {
    for (const { model, metrics, scored } of await evaluated(unforeseeable())) {
      expect([model, scored, metrics["recall@10"]]).toEqual([model, 60, 0]);
    }
  });

  it("would be caught if it learned first", async () => {
    const [covisitation] = await evaluated(eventsFirst(unforeseeable()), ["covisitation"]);
    expect(covisitation?.metrics["recall@10"]).toBe(1);
  });

  it("finds what does repeat", async () => {
    const results = await evaluated(stream(40, () => ["a", "b", "c", "d"]));
    for (const name of ["popularity", "covisitation", "transitions", "pipeline"]) {
      const recall = results.find(({ model }) => model === name)?.metrics["recall@10"] ?? 0;
      expect({ name, found: recall > 0.9 }).toEqual({ name, found: true });
    }
  });

  it("does not credit a retriever with what a list is filled with", async () => {
    const results = await evaluated(stream(40, () => ["a", "b", "c", "d"]));
    expect(results.find(({ model }) => model === "segment-popularity")?.metrics["recall@10"]).toBe(0);
  });

  it("gives the same metrics again", async () => {
    const taste = (person: number) => Array.from({ length: 8 }, (_, i) => `item-${(person * 7 + i * (person % 5)) % 40}`);
    const once = await evaluated(stream(60, taste));
    const again = await evaluated(stream(60, taste));
    expect(again).toEqual(once);
    expect(once.some(({ metrics }) => (metrics["recall@10"] ?? 0) > 0)).toBe(true);
  });

  it("learns nothing of what is only remembered", async () => {
    function* steps(): Generator<Step> {
      const atMs = Date.UTC(2024, 0, 1);
      yield { kind: "event", event: { subject: "known", itemId: "a", atMs, type: "view" } };
      for (let n = 0; n < 20; n++) {
        yield { kind: "remember", event: { subject: `test-${n}`, itemId: "a", atMs: atMs + n * 1000, type: "view" } };
        yield { kind: "remember", event: { subject: `test-${n}`, itemId: "b", atMs: atMs + n * 1000 + 500, type: "view" } };
      }
      yield { kind: "remember", event: { subject: "asked", itemId: "a", atMs: atMs + 60_000, type: "view" } };
      const question = {
        subject: "asked",
        atMs: atMs + 61_000,
        relevant: new Set([itemKey("b")]),
        excluded: new Set<number>(),
        group: "",
        counts: true,
        teaches: false,
      };
      yield { kind: "question", question };
    }
    for (const { metrics } of await evaluated(steps())) expect(metrics["recall@10"]).toBe(0);
  });
});
