/**
 * The score of a stored vector for a query, so exactly defined that every exact index gives the same bits: products of two
 * float32 are exact in float64; they are added in four float64 sums, dimension d to sum d mod 4, then (s0 + s1) + (s2 + s3),
 * and the total is rounded to float32 once (a zero is never negative). Four sums, because one would wait for itself on every addition.
 * `stored` is read at `offset`; cost O(query.length).
 */
export function innerProductScore(query: Float32Array, stored: Float32Array, offset = 0): number {
  const dimensions = query.length;
  const inFours = dimensions - (dimensions % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let d = 0;
  for (; d < inFours; d += 4) {
    s0 += (query[d] as number) * (stored[offset + d] as number);
    s1 += (query[d + 1] as number) * (stored[offset + d + 1] as number);
    s2 += (query[d + 2] as number) * (stored[offset + d + 2] as number);
    s3 += (query[d + 3] as number) * (stored[offset + d + 3] as number);
  }
  if (d < dimensions) s0 += (query[d] as number) * (stored[offset + d] as number);
  if (d + 1 < dimensions) s1 += (query[d + 1] as number) * (stored[offset + d + 1] as number);
  if (d + 2 < dimensions) s2 += (query[d + 2] as number) * (stored[offset + d + 2] as number);
  return Math.fround(s0 + s1 + (s2 + s3)) + 0;
}

/** The port's refusals of a vector, shared by every index: RangeError unless finite and of `dimensions` length. */
export function requireVector(dimensions: number, vector: Float32Array, what: string): void {
  if (vector.length !== dimensions)
    throw new RangeError(`${what} has ${vector.length} dimensions, this index holds vectors of ${dimensions}`);
  for (const value of vector) {
    if (!Number.isFinite(value)) throw new RangeError(`${what} contains ${value}; every component must be a finite number`);
  }
}

/** Refuses a version that orders with nothing, which would make "newer" meaningless from then on. */
export function requireVersion(version: number, what: string): void {
  if (!Number.isFinite(version)) throw new RangeError(`${what} has version ${version}; a version is a finite number that grows`);
}

/** Refuses a limit that is not a whole number of places. */
export function requireLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 0) throw new RangeError(`limit is ${limit}; it must be a whole number, 0 or more`);
}

/** The refusal to switch to what was never staged, or is not any more. */
export function notStaged(tenant: string, generation: string): RangeError {
  return new RangeError(`tenant ${tenant} has no generation ${JSON.stringify(generation)} staged that could be made live`);
}

/** What `Examples` ask by: p, or p + (p - n). Undefined without a positive vector. The means are float64, the result is rounded to float32 once. */
export function exampleVector(
  dimensions: number,
  positive: readonly (Float32Array | undefined)[],
  negative: readonly (Float32Array | undefined)[],
): Float32Array | undefined {
  const p = meanVector(dimensions, positive);
  const n = meanVector(dimensions, negative);
  return p && Float32Array.from(n === undefined ? p : p.map((value, d) => value + (value - (n[d] as number))));
}

function meanVector(dimensions: number, vectors: readonly (Float32Array | undefined)[]): Float64Array | undefined {
  const sum = new Float64Array(dimensions);
  let count = 0;
  for (const vector of vectors) {
    if (vector === undefined) continue;
    count += 1;
    for (let d = 0; d < dimensions; d++) sum[d] = (sum[d] as number) + (vector[d] as number);
  }
  return count === 0 ? undefined : sum.map((value) => value / count);
}
