import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { RateRequest } from "../limits/schema.ts";
import type { RateLimits } from "./rate-limits.ts";

export interface RateLimitsUnderTest {
  /** The same limits as several processes see them; one where nobody shares them. */
  readonly ports: readonly [RateLimits, ...RateLimits[]];
  cleanup(): Promise<void>;
}

/** So slow that no machine is slow enough for another unit to come due. */
const SLOW = { key: "t", units: 1, perSecond: 0.1, burst: 5 };

/** The law of all rate limits, in real time: some of them keep their own. */
export function rateLimitsContract(name: string, make: () => Promise<RateLimitsUnderTest>): void {
  describe(`rate limits: ${name}`, () => {
    const made: RateLimitsUnderTest[] = [];
    const fresh = async (): Promise<(request: RateRequest) => ReturnType<RateLimits["take"]>> => {
      const underTest = await make();
      made.push(underTest);
      let turn = 0;
      return (request) => (underTest.ports[turn++ % underTest.ports.length] as RateLimits).take(request);
    };
    afterEach(async () => {
      for (const underTest of made.splice(0)) await underTest.cleanup();
    });

    it("admit a burst, then refuse and say when to come back, each key by itself", async () => {
      const take = await fresh();
      for (let left = 4; left >= 0; left--) expect(await take(SLOW)).toMatchObject({ admitted: true, limit: 5, remaining: left });
      const refused = await take(SLOW);
      expect(refused).toMatchObject({ admitted: false, remaining: 0 });
      expect(refused.retryAfterSeconds).toBeGreaterThanOrEqual(8);
      expect(refused.retryAfterSeconds).toBeLessThanOrEqual(10);
      expect(refused.resetSeconds).toBeGreaterThanOrEqual(48);
      expect(await take({ ...SLOW, key: "u" })).toMatchObject({ admitted: true, remaining: 4, alone: false });
    });

    it("do not count what they refuse", async () => {
      const take = await fresh();
      expect((await take({ ...SLOW, units: 3 })).admitted).toBe(true);
      expect((await take({ ...SLOW, units: 3 })).admitted).toBe(false);
      expect(await take({ ...SLOW, units: 2 })).toMatchObject({ admitted: true, remaining: 0 });
    });

    it("decide each of several at the same moment", async () => {
      const take = await fresh();
      const decisions = await Promise.all(Array.from({ length: 12 }, async () => take(SLOW)));
      expect(decisions.filter(({ admitted }) => admitted)).toHaveLength(5);
    });

    it("admit again when a unit has come due", async () => {
      const take = await fresh();
      const brisk = { key: "t", units: 1, perSecond: 20, burst: 1 };
      for (let round = 0; round < 3; round++)
        await expect.poll(async () => (await take(brisk)).admitted, { interval: 1, timeout: 10_000 }).toBe(true);
    });

    it("never admit more than burst + rate x time in any stretch, nor much less when all is asked for", async () => {
      const perSecond = 400;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3)), { minLength: 60, maxLength: 80 }),
          async (requests) => {
            const take = await fresh();
            const admitted: { units: number; askedMs: number; toldMs: number }[] = [];
            const beganMs = performance.now();
            await Promise.all(
              [0, 1, 2, 3].map(async () => {
                for (const [units, waitMs] of requests) {
                  const askedMs = performance.now();
                  const decision = await take({ key: "t", units, perSecond, burst: 20 });
                  if (decision.admitted) admitted.push({ units, askedMs, toldMs: performance.now() });
                  if (waitMs > 0) await pause(waitMs);
                }
              }),
            );
            const tookMs = performance.now() - beganMs;
            const bounds = admitted.map(({ askedMs }) => {
              const later = admitted.filter((other) => other.askedMs >= askedMs).sort((a, b) => a.toldMs - b.toldMs);
              let units = 0;
              let excess = Number.NEGATIVE_INFINITY;
              for (const one of later) {
                units += one.units;
                excess = Math.max(excess, units - 20 - (perSecond * (one.toldMs - askedMs)) / 1000);
              }
              return excess;
            });
            expect(Math.max(...bounds)).toBeLessThanOrEqual(1e-3);
            const all = admitted.reduce((sum, { units }) => sum + units, 0);
            expect(all).toBeGreaterThan(
              0.4 * Math.min(20 + (perSecond * tookMs) / 1000, 4 * requests.reduce((sum, [units]) => sum + units, 0)),
            );
          },
        ),
        { numRuns: 8 },
      );
    });
  });
}
