/** From (inclusive) and to (exclusive), within [0, 1]. */
export type BucketRange = readonly [from: number, to: number];

/** Weights further than this from a sum of 1 are a mistake, and equal ones are taken instead. */
const SUM_TOLERANCE = 0.01;

/**
 * The range of each variant, as GrowthBook's SDK specification lays them: every variant's range begins where it would at full coverage, so that raising
 * the coverage moves nobody from one variant to another.
 */
export function bucketRanges(variants: number, coverage: number, weights?: readonly number[]): readonly BucketRange[] {
  const covered = Math.min(1, Math.max(0, coverage));
  let from = 0;
  return sharesOf(variants, weights).map((share): BucketRange => {
    const range: BucketRange = [from, from + covered * share];
    from += share;
    return range;
  });
}

/** Index of the variant whose range holds the bucket; -1 for nobody's. */
export function chooseVariant(bucket: number, ranges: readonly BucketRange[]): number {
  return ranges.findIndex(([from, to]) => bucket >= from && bucket < to);
}

function sharesOf(variants: number, weights: readonly number[] | undefined): readonly number[] {
  const sum = weights?.reduce((total, weight) => total + weight, 0) ?? 0;
  if (weights?.length === variants && Math.abs(sum - 1) <= SUM_TOLERANCE) return weights;
  return Array.from({ length: variants }, () => 1 / variants);
}
