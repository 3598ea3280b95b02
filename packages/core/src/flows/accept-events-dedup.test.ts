import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecentIdentities } from "./accept-events-dedup.ts";

describe("RecentIdentities", () => {
  it("knows an identity only after it was released as accepted", async () => {
    const recent = new RecentIdentities(10);
    (await recent.claim(["a"])).release(false);
    expect(recent.has("a")).toBe(false);
    (await recent.claim(["a"])).release(true);
    expect(recent.has("a")).toBe(true);
    expect((await recent.claim(["a", "b", "b"])).fresh).toEqual([false, true, false]);
  });

  it("lets the second of two wait, and take over when the first failed", async () => {
    const recent = new RecentIdentities(10);
    const first = await recent.claim(["a"]);
    let settled = false;
    const second = recent.claim(["a"]).then((claim) => {
      settled = true;
      return claim;
    });
    await Promise.resolve();
    expect(settled).toBe(false);
    first.release(false);
    expect((await second).fresh).toEqual([true]);
  });

  it("accepts each identity exactly once, whatever overlaps and fails, and never deadlocks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(fc.nat(6), { minLength: 1, maxLength: 5 }), fc.boolean()), { maxLength: 12 }),
        async (requests) => {
          const recent = new RecentIdentities(100);
          const accepted = new Map<string, number>();
          await Promise.all(
            requests.map(async ([numbers, succeeds], i) => {
              const identities = numbers.map(String);
              const claim = await recent.claim(identities);
              for (let turn = 0; turn < i % 4; turn++) await Promise.resolve();
              for (const identity of succeeds ? identities.filter((_, at) => claim.fresh[at]) : [])
                accepted.set(identity, (accepted.get(identity) ?? 0) + 1);
              claim.release(succeeds);
            }),
          );
          expect([...accepted.values()].every((times) => times === 1)).toBe(true);
          const offeredWithSuccess = new Set(requests.filter(([, succeeds]) => succeeds).flatMap(([numbers]) => numbers.map(String)));
          expect([...accepted.keys()].sort()).toEqual([...offeredWithSuccess].sort());
        },
      ),
    );
  });
});
