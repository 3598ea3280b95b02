/** How far down a reader looks: with 0.9 the first ten places carry 86 % of the weight. */
const PERSISTENCE = 0.9;

/**
 * Rank-biased overlap, extrapolated beyond the lists' ends: RBO_EXT of Webber, Moffat, Zobel, "A similarity measure for indefinite rankings",
 * ACM TOIS 28(4), 2010, equation 32, which holds for lists of unequal length. With s and l the shorter and the longer length and X_d the number of
 * items common to both first d places:
 * (1-p)/p * (sum over d=1..l of X_d/d p^d + sum over d=s+1..l of X_s(d-s)/(s d) p^d) + ((X_l-X_s)/l + X_s/s) p^l.
 * Between 0 (nothing in common) and 1 (the same list); two empty lists are the same. Items of a list are distinct. Cost: linear.
 */
export function rankBiasedOverlap(a: readonly string[], b: readonly string[], persistence = PERSISTENCE): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const [s, l] = [short.length, long.length];
  if (s === 0) return l === 0 ? 1 : 0;
  const seen = new Set<string>();
  let common = 0;
  let commonAtShort = 0;
  let sum = 0;
  let weight = 1;
  for (let depth = 1; depth <= l; depth++) {
    weight *= persistence;
    for (const itemId of [short[depth - 1], long[depth - 1]]) {
      if (itemId === undefined) continue;
      if (seen.has(itemId)) common += 1;
      seen.add(itemId);
    }
    if (depth === s) commonAtShort = common;
    sum += (common / depth) * weight;
    if (depth > s) sum += ((commonAtShort * (depth - s)) / (s * depth)) * weight;
  }
  const tail = ((common - commonAtShort) / l + commonAtShort / s) * weight;
  // Rounding may leave the last digit on the wrong side of a bound.
  return Math.min(1, ((1 - persistence) / persistence) * sum + tail);
}
