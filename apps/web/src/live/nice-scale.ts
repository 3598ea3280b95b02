const STEPS = [1, 2, 2.5, 5, 10] as const;
const INTERVALS = 4;

export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

/**
 * Round axis ends and four equal intervals that hold `low` to `high`. The step is the smallest of 1, 2, 2.5, 5 times a power of ten
 * that fits, so the axis keeps still while values move a little.
 */
export function niceScale(low: number, high: number): Scale {
  const span = Math.max(high - low, Number.EPSILON * 1e3);
  const power = 10 ** Math.floor(Math.log10(span / INTERVALS));
  for (const factor of [...STEPS, 20, 25, 50]) {
    const step = factor * power;
    const from = Math.floor(low / step + 1e-9) * step;
    if (from + INTERVALS * step < high - step * 1e-9) continue;
    const ticks = Array.from({ length: INTERVALS + 1 }, (_, i) => Number((from + i * step).toPrecision(12)));
    return { from: ticks[0] ?? 0, to: ticks.at(-1) ?? 1, ticks };
  }
  throw new RangeError(`There is no scale from ${low} to ${high}.`);
}
