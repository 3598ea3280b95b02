/**
 * The k-th largest (1-based) of the first `count` values, which are reordered. Hoare's selection with the middle of three as
 * pivot: O(count) expected, equal values do not slow it down. Values must not be NaN.
 */
export function kthLargest(values: Float32Array, count: number, k: number): number {
  const wanted = k - 1;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = middleOf(values[low] as number, values[(low + high) >> 1] as number, values[high] as number);
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) > pivot) i++;
      while ((values[j] as number) < pivot) j--;
      if (i <= j) {
        const swapped = values[i] as number;
        values[i++] = values[j] as number;
        values[j--] = swapped;
      }
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else break;
  }
  return values[wanted] as number;
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
