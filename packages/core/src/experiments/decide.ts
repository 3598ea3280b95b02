import type { ExperimentResults } from "./results.ts";

export type Verdict = "treatment_better" | "control_better" | "undecided" | "unhealthy" | "no_data";

/** What the numbers say, and a sentence for the reader. A person decides. */
export interface Advice {
  readonly verdict: Verdict;
  readonly sentence: string;
}

/** The intervals are asymptotic: a difference is not called before each variant has so many people. */
const LEAST_PEOPLE = 100;
/** Below it, people are not spread as declared, and no difference between the variants means anything. */
export const UNHEALTHY_P = 0.001;

/** The verdict goes by click-through per person, the metric every list moves; conversion is shown beside it. */
export function decide({ people, metrics, sampleRatio }: ExperimentResults): Advice {
  const { control, treatment } = people;
  if (control + treatment === 0) return { verdict: "no_data", sentence: "Nobody has been shown a list of this experiment yet." };
  if (sampleRatio.sequentialP < UNHEALTHY_P) {
    return {
      verdict: "unhealthy",
      sentence: `The people are not spread over the variants as declared (${control} and ${treatment}). Find the cause before believing any difference.`,
    };
  }
  const comparison = metrics.find(({ metric }) => metric === "click_through")?.comparison;
  if (comparison === undefined)
    return { verdict: "no_data", sentence: "There is nothing to compare yet: both variants need people, and clicks." };
  if (Math.min(control, treatment) < LEAST_PEOPLE) {
    return {
      verdict: "undecided",
      sentence: `Too early to call: each variant needs ${LEAST_PEOPLE} people, there are ${control} and ${treatment}.`,
    };
  }
  if (comparison.low > 0)
    return { verdict: "treatment_better", sentence: "The treatment is clicked more: its whole interval lies above zero." };
  if (comparison.high < 0)
    return { verdict: "control_better", sentence: "The control is clicked more: the whole interval lies below zero." };
  return { verdict: "undecided", sentence: "No difference can be called yet: the interval includes zero." };
}
