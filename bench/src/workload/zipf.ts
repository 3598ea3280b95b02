/** A sampler of ranks 0 to n - 1 with probability proportional to 1 / (rank + 1), from a chance in [0, 1). */
export function zipf(n: number): (chance: number) => number {
  const cumulative = new Float64Array(n);
  let sum = 0;
  for (let rank = 0; rank < n; rank++) {
    sum += 1 / (rank + 1);
    cumulative[rank] = sum;
  }
  return (chance) => {
    const target = chance * sum;
    let low = 0;
    let high = n - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] as number) <= target) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
