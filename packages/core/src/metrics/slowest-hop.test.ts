import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOP_BUDGETS_MS, HOPS, type HopName, type HopReading } from "./schema.ts";
import { burdenOf, slowestHop } from "./slowest-hop.ts";

const reading = (hop: HopName, changes: Partial<HopReading> = {}): HopReading => ({
  hop,
  p50Ms: 0.1,
  p99Ms: 0.5,
  budgetMs: HOP_BUDGETS_MS[hop],
  perSecond: 100,
  queue: 0,
  queueLimit: null,
  waitingMs: 0,
  loopDelayMs: null,
  busy: null,
  ...changes,
});
const all = (changed: HopName, changes: Partial<HopReading>): HopReading[] =>
  HOPS.map((hop) => reading(hop, hop === changed ? changes : {}));

describe("slowestHop", () => {
  it.each(HOPS)("names %s by its latency, in a sentence with times and budget, and a setting", (hop) => {
    const budgetMs = HOP_BUDGETS_MS[hop];
    const { hop: named, share, sentence, remedy } = slowestHop(all(hop, { p99Ms: budgetMs * 4 }));
    expect(named).toBe(hop);
    expect(share).toBeCloseTo(4);
    expect(sentence).toMatch(/^The .+ is the slowest hop now: 1 in 100 .+, 4\.0 times its budget of .+\.$/);
    expect(remedy?.setting).toMatch(/\w/);
    expect(remedy?.sentence).toMatch(/\.$/);
  });

  it("names a worker that stands still by what waits, and says that nothing is folded", () => {
    const stuck = { p50Ms: null, p99Ms: null, perSecond: 0, queue: 212, queueLimit: 250_000, waitingMs: 5_200 };
    const { hop, sentence, remedy } = slowestHop(all("worker", stuck));
    expect(hop).toBe("worker");
    expect(sentence).toBe("The worker is the slowest hop now: 212 records wait, the oldest for 5.2 s, 347 times its budget of 15 ms.");
    expect(remedy).toMatchObject({ setting: "MAX_UNFOLDED_RECORDS" });
    expect(remedy?.sentence).toContain("Nothing is folded at all");
    expect(slowestHop(all("worker", { ...stuck, queue: 1 })).sentence).toContain("1 record waits");
    expect(slowestHop(all("worker", { ...stuck, perSecond: 9 })).remedy?.sentence).not.toContain("Nothing is folded");
  });

  it("names a queue before it is full", () => {
    const { hop, sentence, remedy } = slowestHop(all("impressions", { queue: 4_100, queueLimit: 5_000 }));
    expect([hop, remedy?.setting]).toEqual(["impressions", "WAITING_IMPRESSIONS"]);
    expect(sentence).toContain("4,100 impressions wait, and at most 5,000 may.");
    expect(slowestHop(all("impressions", { queue: 2_400, queueLimit: 5_000 })).hop).toBeNull();
    expect(slowestHop(all("log", { queue: 90_000, queueLimit: 100_000 })).remedy?.setting).toBe("MAX_QUEUED_RECORDS");
  });

  it("names the api by its event loop", () => {
    const { hop, sentence, remedy } = slowestHop(all("api", { loopDelayMs: 48, busy: 0.9 }));
    expect([hop, remedy?.setting]).toEqual(["api", "candidates"]);
    expect(sentence).toContain("its event loop comes 48 ms late, 16 times its budget of 3 ms");
  });

  it("has no setting against other programs that hold the processors", () => {
    const { hop, sentence, remedy } = slowestHop(all("api", { loopDelayMs: 48, busy: 0.04 }));
    expect([hop, remedy]).toEqual(["api", null]);
    expect(sentence).toContain("other programs hold the processors");
  });

  it("gives a tie to the hop further behind", () => {
    const tied = HOPS.map((hop) => reading(hop, { p99Ms: 2 * HOP_BUDGETS_MS[hop] }));
    expect(slowestHop(tied).hop).toBe("index");
    expect(slowestHop(tied.toReversed()).hop).toBe("index");
    expect(slowestHop(tied.filter(({ hop }) => hop === "api" || hop === "worker")).hop).toBe("worker");
  });

  it("says that nothing is slow, with traffic and without", () => {
    expect(slowestHop(HOPS.map((hop) => reading(hop)))).toMatchObject({
      hop: null,
      remedy: null,
      sentence: "Nothing is slow now: every hop keeps its budget.",
    });
    const idle = HOPS.map((hop) => reading(hop, { p50Ms: null, p99Ms: null, perSecond: 0 }));
    expect(slowestHop(idle)).toMatchObject({ hop: null, share: 0 });
    expect(slowestHop(idle).sentence).toBe("Nothing is slow now: there is no traffic, and nothing waits.");
    expect(slowestHop([]).hop).toBeNull();
  });

  it("never names a hop while another one has a larger share", () => {
    const some = fc.array(
      fc.record({
        hop: fc.constantFrom(...HOPS),
        p99Ms: fc.option(fc.double({ min: 0, max: 1e4, noNaN: true })),
        waitingMs: fc.double({ min: 0, max: 1e4, noNaN: true }),
        queue: fc.nat(10_000),
        queueLimit: fc.option(fc.integer({ min: 1, max: 10_000 })),
      }),
      { maxLength: 7 },
    );
    fc.assert(
      fc.property(some, (changes) => {
        const readings = changes.map(({ hop, ...rest }) => reading(hop, rest));
        const { hop, share } = slowestHop(readings);
        const largest = Math.max(0, ...readings.map((one) => burdenOf(one).share));
        expect(share).toBeCloseTo(largest);
        expect(hop === null).toBe(largest <= 1);
        if (hop !== null) expect(readings.some((one) => one.hop === hop && burdenOf(one).share === largest)).toBe(true);
      }),
    );
  });
});
