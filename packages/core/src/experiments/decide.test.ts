import { describe, expect, it } from "vitest";
import { addPerson, EMPTY_AGGREGATE } from "./aggregate.ts";
import { decide } from "./decide.ts";
import { results } from "./results.ts";
import type { ExperimentAggregate, VariantKey } from "./schema.ts";

const HALVES = [
  { key: "control", weight: 0.5 },
  { key: "treatment", weight: 0.5 },
] as const;

/** So many people with ten lists each, of which about `clicks` were clicked. */
function withPeople(aggregate: ExperimentAggregate, variant: VariantKey, people: number, clicks: number): ExperimentAggregate {
  let sums = aggregate;
  for (let i = 0; i < people; i++) {
    sums = addPerson(sums, {
      experimentId: "x1",
      phase: 1,
      variant,
      conversionEvent: "purchase",
      firstAtMs: 1,
      lastAtMs: 2,
      lists: 10,
      clicked: clicks + (i % 3) - 1,
      converted: i % 10 === 0,
      several: false,
    });
  }
  return sums;
}

const adviceFor = (control: [people: number, clicks: number], treatment: [people: number, clicks: number]) =>
  decide(results(withPeople(withPeople(EMPTY_AGGREGATE, "control", ...control), "treatment", ...treatment), HALVES));

describe("decide", () => {
  it("says what the interval says", () => {
    expect(adviceFor([300, 4], [310, 6]).verdict).toBe("treatment_better");
    expect(adviceFor([300, 6], [310, 4]).verdict).toBe("control_better");
    expect(adviceFor([300, 5], [300, 5])).toEqual({
      verdict: "undecided",
      sentence: "No difference can be called yet: the interval includes zero.",
    });
  });

  it("calls nothing of few people, and nothing when people are not spread as declared", () => {
    expect(adviceFor([60, 4], [70, 8])).toMatchObject({ verdict: "undecided", sentence: expect.stringContaining("Too early") });
    expect(adviceFor([1000, 4], [1200, 8])).toMatchObject({ verdict: "unhealthy", sentence: expect.stringContaining("1000 and 1200") });
    expect(adviceFor([0, 4], [0, 8]).verdict).toBe("no_data");
    expect(adviceFor([1, 4], [1, 8]).verdict).toBe("no_data");
  });
});
