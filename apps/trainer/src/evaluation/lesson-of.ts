import type { TrainingExample } from "@attune/core/events/training-example";
import type { ItemKey } from "@attune/core/identity/item-key";
import { FEATURE_COUNT } from "@attune/core/ranking/features";
import type { Decision } from "@attune/core/ranking/schema";
import { seededRandom } from "@attune/core/ranking/seeded-random";

/** How many candidates stand in for what was not chosen. */
const SAMPLED = 20;

/**
 * What the ranker learns from a question: the right items wherever they stand among the candidates, beside a uniform sample of all candidates. The sample must
 * be uniform: with its own first ten for wrong answers and right ones from anywhere, the ranker learns that what stands high is wrong
 * (docs/decisions/0006-speed-layer-models.md). Nobody saw a list, so places mean nothing: the rows are shuffled.
 * Undefined when no right item was a candidate: there is nothing to compare.
 */
export function lessonOf({ candidates, features }: Decision, relevant: ReadonlySet<ItemKey>, number: number): TrainingExample | undefined {
  const right = candidates.flatMap(({ key }, row) => (relevant.has(key) ? [row] : []));
  if (right.length === 0) return undefined;
  const random = seededRandom(`lesson ${number}`);
  const rows = new Set(right);
  for (let n = 0; n < SAMPLED; n++) rows.add(Math.floor(random() * candidates.length));
  const chosen = shuffled([...rows], random);
  const taken = new Float32Array(chosen.length * FEATURE_COUNT);
  chosen.forEach((row, to) => {
    taken.set(features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), to * FEATURE_COUNT);
  });
  return {
    tenant: "evaluation",
    sourcePartition: 0,
    sourceOffset: number,
    placement: "evaluation",
    modelId: "evaluation",
    personalized: true,
    shownAtMs: 0,
    decidedAtMs: 0,
    features: taken,
    labels: Uint8Array.from(chosen, (row) => (right.includes(row) ? 1 : 0)),
    weights: new Float32Array(chosen.length).fill(1),
  };
}

/** Fisher and Yates. */
function shuffled(rows: readonly number[], random: () => number): number[] {
  const result = [...rows];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j] as number, result[i] as number];
  }
  return result;
}
