/**
 * Maximal marginal relevance (Carbonell, Goldstein, SIGIR 1998): greedily takes the candidate with the best
 * `lambda * relevance - (1 - lambda) * max similarity to those taken`. Answers indices, `count` of them at most; ties go to the smaller index.
 * Cost: count x relevance.length similarities.
 */
export function diversify(
  relevance: ArrayLike<number>,
  similarity: (a: number, b: number) => number,
  lambda: number,
  count: number,
): number[] {
  const taken: number[] = [];
  const nearest = new Float64Array(relevance.length);
  const left = new Set(Array.from({ length: relevance.length }, (_, i) => i));
  while (taken.length < count && left.size > 0) {
    let best = -1;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const i of left) {
      const value = lambda * (relevance[i] as number) - (1 - lambda) * (nearest[i] as number);
      if (value > bestValue) {
        best = i;
        bestValue = value;
      }
    }
    taken.push(best);
    left.delete(best);
    if (taken.length < count && lambda < 1)
      for (const i of left) nearest[i] = Math.max(taken.length === 1 ? -1 : (nearest[i] as number), similarity(i, best));
  }
  return taken;
}
