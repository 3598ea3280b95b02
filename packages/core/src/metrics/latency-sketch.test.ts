import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LatencySketch } from "./latency-sketch.ts";

const of = (values: readonly number[]): LatencySketch => {
  const sketch = new LatencySketch();
  for (const ms of values) sketch.add(ms);
  return sketch;
};

/** From half a microsecond to a day, evenly over the orders of magnitude. */
const durations = fc.array(fc.double({ min: -7, max: 18, noNaN: true }).map(Math.exp), { minLength: 1, maxLength: 200 });

test("every quantile is within 1 % of the sample of that rank", () => {
  fc.assert(
    fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
      const exact = values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] as number;
      const estimate = of(values).quantile(q) as number;
      expect(Math.abs(estimate - exact) / exact).toBeLessThanOrEqual(0.01 + 1e-9);
    }),
  );
});

test("merged parts are the sketch of the whole, also after a journey as JSON", () => {
  fc.assert(
    fc.property(durations, durations, (left, right) => {
      const merged = LatencySketch.fromJSON(JSON.parse(JSON.stringify(of(left))) as number[]);
      merged.merge(of(right));
      const whole = of([...left, ...right]);
      expect(merged.toJSON()).toEqual(whole.toJSON());
      expect(merged.count).toBe(left.length + right.length);
      expect(merged.quantile(0.99)).toBe(whole.quantile(0.99));
    }),
  );
});

describe("edges", () => {
  test("an empty sketch has no quantile", () => expect(new LatencySketch().quantile(0.5)).toBeUndefined());
  test("zero and a negative duration count as zero", () => {
    const sketch = of([0, -3, 8]);
    expect(sketch.quantile(0.5)).toBe(0);
    expect(sketch.quantile(1)).toBeCloseTo(8, 0);
  });
  test("infinity is kept within bounds", () => expect(of([Number.POSITIVE_INFINITY]).quantile(1)).toBeGreaterThan(0.98e12));
  test("what is no number is refused", () => expect(() => of([Number.NaN])).toThrow(RangeError));
  test("a quantile outside 0 to 1 is refused", () => expect(() => of([1]).quantile(99)).toThrow(RangeError));
  test("the widest spread stays small", () => expect(of([1e-9, 1e-6, 1, 1e12, 1e15]).toJSON()).toHaveLength(7));

  const broken = [[], [1, 2], [-1], [0, 5000, 1], [0, 3, -2], [0, 3, 0.5], [0.5]];
  for (const numbers of broken) {
    test(`refuses ${JSON.stringify(numbers)}`, () => expect(() => LatencySketch.fromJSON(numbers)).toThrow(RangeError));
  }
});
