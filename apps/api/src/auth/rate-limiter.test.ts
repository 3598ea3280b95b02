import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RateLimiter } from "./rate-limiter.ts";

describe("RateLimiter", () => {
  it("admits a burst, then refuses and says when to come back", () => {
    const limiter = new RateLimiter();
    for (let i = 0; i < 5; i++) expect(limiter.take("t", 1, 5, 5, 1000)).toMatchObject({ admitted: true, remaining: 4 - i });
    expect(limiter.take("t", 1, 5, 5, 1000)).toMatchObject({ admitted: false, remaining: 0, retryAfterSeconds: 1, resetSeconds: 1 });
    expect(limiter.take("t", 1, 5, 5, 1200)).toMatchObject({ admitted: true });
    expect(limiter.take("other", 1, 5, 5, 1000)).toMatchObject({ admitted: true });
  });

  it("never admits more than burst + rate x time in any stretch", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 10 })), { maxLength: 100 }),
        (rate, requests) => {
          const limiter = new RateLimiter();
          const burst = Math.max(rate, 10);
          let nowMs = 0;
          const admitted: [atMs: number, units: number][] = [];
          for (const [waitMs, units] of requests) {
            nowMs += waitMs;
            if (limiter.take("t", units, rate, burst, nowMs).admitted) admitted.push([nowMs, units]);
          }
          admitted.forEach(([startMs], i) => {
            let units = 0;
            for (const [atMs, more] of admitted.slice(i)) {
              units += more;
              expect(units).toBeLessThanOrEqual(burst + (rate * (atMs - startMs)) / 1000 + 1e-3);
            }
          });
        },
      ),
    );
  });
});
