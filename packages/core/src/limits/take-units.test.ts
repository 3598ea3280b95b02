import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { takeUnits } from "./take-units.ts";

describe("takeUnits", () => {
  const five = { units: 1, perSecond: 5, burst: 5 };

  it("admits a burst, then refuses and says when to come back", () => {
    let arrivalMs = 0;
    const take = (nowMs: number) => {
      const taken = takeUnits(arrivalMs, five, nowMs);
      arrivalMs = taken.arrivalMs;
      return taken.decision;
    };
    for (let i = 0; i < 5; i++) expect(take(1000)).toMatchObject({ admitted: true, remaining: 4 - i });
    expect(take(1000)).toMatchObject({ admitted: false, remaining: 0, retryAfterSeconds: 1, resetSeconds: 1 });
    expect(take(1200)).toMatchObject({ admitted: true });
  });

  it("makes nobody wait longer than for an empty burst when the clock went back or the limit was lowered", () => {
    const hourAheadMs = 3_600_000;
    const { arrivalMs, decision } = takeUnits(hourAheadMs, five, 1000);
    expect(decision).toMatchObject({ admitted: false, retryAfterSeconds: 1 });
    expect(takeUnits(arrivalMs, five, 1200).decision.admitted).toBe(true);
  });

  it("never admits more than burst + rate x time in any stretch", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 10 })), { maxLength: 100 }),
        (perSecond, requests) => {
          const burst = Math.max(perSecond, 10);
          let [nowMs, arrivalMs] = [0, 0];
          const admitted: [atMs: number, units: number][] = [];
          for (const [waitMs, units] of requests) {
            nowMs += waitMs;
            const taken = takeUnits(arrivalMs, { units, perSecond, burst }, nowMs);
            arrivalMs = taken.arrivalMs;
            if (taken.decision.admitted) admitted.push([nowMs, units]);
          }
          admitted.forEach(([startMs], i) => {
            let units = 0;
            for (const [atMs, more] of admitted.slice(i)) {
              units += more;
              expect(units).toBeLessThanOrEqual(burst + (perSecond * (atMs - startMs)) / 1000 + 1e-3);
            }
          });
        },
      ),
    );
  });
});
