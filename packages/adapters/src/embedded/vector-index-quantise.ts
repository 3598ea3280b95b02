/**
 * Vectors as int8, queries as int16, and a proven bound on what that costs, so that the scan of the small copy never loses a
 * row that belongs to the exact answer.
 *
 * A row x is stored as codes X in [-127, 127] and a scale s; e = x - sX is what the codes miss. A query q becomes whole
 * numbers Q in [-m, m] and a step t; f = q - tQ. Then
 *
 *     <x,q> = <sX + e, q> = st<X,Q> + s<X,f> + <e,q>          so, by Cauchy and Schwarz,
 *     |<x,q> - st<X,Q>| <= |sX| |f| + |e| |q|.
 *
 * Every component of f is at most t/2 and t = max|q| / m <= |q| / m, so |f| <= |q| sqrt(D) / 2m. In units of t, with the
 * query's reach R = |q| / t,
 *
 *     |<x,q>/t - s<X,Q>| <= R r    where    r = |e| + |sX| sqrt(D) / 2m    depends on the row alone: its radius.
 *
 * Roundings: <X,Q> is exact in int32 (127 m D < 2^31). The kernel's float32 steps (convert, times s, R times r, the sum) and the
 * rounding of s, r, R and of the score itself are each off by at most 2^-24 of their result, and |s<X,Q>| <= (1 + sqrt(D)/2m) R |sX|:
 * in all less than 8 * 2^-24 (R |sX| + R r). The radius is enlarged by 16 * 2^-24 = 2^-20 of both, which covers them.
 *
 * Relative bounds need numbers away from float32's ends. A row with its largest component outside [1e-12, 1e12] gets an
 * infinite radius, which makes it a candidate always; such a query, and a zero one, is answered without the codes.
 */
const SLACK = 2 ** -20;
const CODE_MAX = 127;
const TAME_MIN = 1e-12;
const TAME_MAX = 1e12;

/** Of a row that must not be found: absent, or skipped in this search. Its upper bound is below every threshold. */
export const HIDDEN_RADIUS = Number.NEGATIVE_INFINITY;

export interface QuantisedRow {
  readonly codes: Int8Array;
  scale: number;
  radius: number;
}

/** The largest whole number a query component becomes, so that sums of `dimensions` products fit 32 bits. */
export function queryCodeMax(dimensions: number): number {
  return Math.min(32_767, Math.floor((2 ** 31 - 1) / (CODE_MAX * dimensions)));
}

/** Overwrites `into` with the code of `vector`. O(D). */
export function quantiseRow(vector: Float32Array, into: QuantisedRow): void {
  const largest = largestMagnitude(vector);
  if (largest < TAME_MIN || largest > TAME_MAX) {
    into.codes.fill(0);
    into.scale = 0;
    into.radius = largest === 0 ? 0 : Number.POSITIVE_INFINITY;
    return;
  }
  const scale = Math.fround(largest / CODE_MAX);
  let missed = 0;
  let kept = 0;
  for (let d = 0; d < vector.length; d++) {
    const value = vector[d] as number;
    const code = Math.round(value / scale);
    const miss = value - scale * code;
    into.codes[d] = code;
    missed += miss * miss;
    kept += code * code;
  }
  const queryMiss = Math.sqrt(vector.length) / (2 * queryCodeMax(vector.length));
  into.scale = scale;
  into.radius = (Math.sqrt(missed) + scale * Math.sqrt(kept) * (queryMiss + SLACK)) * (1 + SLACK);
}

/** Overwrites `codes` and answers the query's reach, or undefined where the bound does not hold (see above). O(D). */
export function quantiseQuery(query: Float32Array, codes: Int16Array): number | undefined {
  const largest = largestMagnitude(query);
  if (largest < TAME_MIN || largest > TAME_MAX) return undefined;
  const step = largest / queryCodeMax(query.length);
  let squares = 0;
  for (let d = 0; d < query.length; d++) {
    const value = query[d] as number;
    codes[d] = Math.round(value / step);
    squares += value * value;
  }
  return Math.sqrt(squares) / step;
}

function largestMagnitude(vector: Float32Array): number {
  let largest = 0;
  for (let d = 0; d < vector.length; d++) {
    const magnitude = Math.abs(vector[d] as number);
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}
