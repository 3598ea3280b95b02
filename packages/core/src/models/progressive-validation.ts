/**
 * Accuracy measured before learning (Blum, Kalai, Langford, COLT 1999): decayed share of pairs of one list (an item with an outcome, one
 * without) that a scorer put in the right order; ties count half. 0.5 is guessing.
 */
export interface PairwiseAccuracy {
  right: number;
  pairs: number;
}

/** Weight of the past after each list: about the last 500 lists count. */
const KEEP = 0.998;

export function emptyAccuracy(): PairwiseAccuracy {
  return { right: 0, pairs: 0 };
}

export function addList(accuracy: PairwiseAccuracy, scores: ArrayLike<number>, labels: ArrayLike<number>): void {
  let right = 0;
  let pairs = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 1) continue;
    for (let j = 0; j < labels.length; j++) {
      if (labels[j] !== 0) continue;
      pairs += 1;
      const margin = (scores[i] as number) - (scores[j] as number);
      right += margin > 0 ? 1 : margin === 0 ? 0.5 : 0;
    }
  }
  if (pairs === 0) return;
  accuracy.right = accuracy.right * KEEP + right / pairs;
  accuracy.pairs = accuracy.pairs * KEEP + 1;
}

export function accuracyOf(accuracy: PairwiseAccuracy): number | null {
  return accuracy.pairs === 0 ? null : accuracy.right / accuracy.pairs;
}
