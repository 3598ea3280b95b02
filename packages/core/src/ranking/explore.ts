/** One place of the final list: which of the ordered candidates, with what probability it came there, and whether chance put it there. */
export interface Placed {
  readonly index: number;
  readonly propensity: number;
  readonly explored: boolean;
}

/**
 * Epsilon-greedy by place: with probability `share` a place goes to a uniformly drawn candidate of the rest of the pool instead of the next one
 * in order. The propensity of what was placed is logged, so that outcomes can be weighed later. The first place is never given away.
 */
export function explore(order: readonly number[], count: number, share: number, random: () => number): Placed[] {
  const rest = [...order];
  const placed: Placed[] = [];
  while (placed.length < count && rest.length > 0) {
    const pool = rest.length;
    const draws = placed.length > 0 && share > 0 && pool > 1;
    const explored = draws && random() < share;
    const at = explored ? 1 + Math.floor(random() * (pool - 1)) : 0;
    const propensity = !draws ? 1 : explored ? share / (pool - 1) : 1 - share;
    placed.push({ index: rest.splice(at, 1)[0] as number, propensity, explored });
  }
  return placed;
}
