interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly color: string;
}

const WIDTH = 120;
const HEIGHT = 28;

/** The shape of the last minute, from zero; unknown seconds are gaps. Decoration beside a number, so hidden from screen readers. */
export function Sparkline({ values, color }: SparklineProps) {
  const top = Math.max(...values.map((value) => value ?? 0), Number.MIN_VALUE) * 1.15;
  const x = (i: number) => (i / Math.max(1, values.length - 1)) * WIDTH;
  const y = (value: number) => HEIGHT - 1 - (value / top) * (HEIGHT - 3);
  const line = values
    .map((value, i) => (value === null ? "" : `${(values[i - 1] ?? null) === null ? "M" : "L"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`))
    .join("");
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className="h-7 w-full overflow-visible">
      <path d={line} fill="none" stroke={color} strokeWidth="1.5" vectorEffect="non-scaling-stroke" strokeLinejoin="round" />
    </svg>
  );
}
