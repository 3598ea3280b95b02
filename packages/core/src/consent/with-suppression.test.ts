import { describe, expect, it } from "vitest";
import { standingStoreContract } from "../ports/standing-store.contract.ts";
import { memoryStandingStore } from "../ports/standing-store.memory.ts";
import { suppressedStanding, withSuppression } from "./with-suppression.ts";

const tagOf = (_: unknown, subject: string) => `tag of ${subject}`;
const tenantOf = (id: string) => (id === "gone" ? undefined : { id, pepper: new Uint8Array(32) });
const granted = { purposes: { analytics: true }, policyVersion: 1, source: "page", demographics: {}, suppressed: false, changedAtMs: 900 };

standingStoreContract("with suppression", async () => ({
  port: withSuppression(memoryStandingStore(), tagOf, tenantOf),
  cleanup: async () => undefined,
}));

describe("withSuppression", () => {
  it("answers with the suppression under the tag, whatever stands or is later written under the alias", async () => {
    const inner = memoryStandingStore();
    const store = withSuppression(inner, tagOf, tenantOf);
    await store.write("t", "a", granted);
    await store.write("t", "b", granted);
    await inner.write("t", "tag of a", suppressedStanding("dsr_1", 5));
    await store.write("t", "a", { ...granted, changedAtMs: 10_000 });
    expect(await store.read("t", ["a", "b", "c"])).toEqual([suppressedStanding("dsr_1", 5), granted, undefined]);
    await store.erase("t", ["a"]);
    expect((await store.read("t", ["a"]))[0]).toMatchObject({ suppressed: true, suppressedBy: "dsr_1" });
    expect(await store.read("u", ["a"])).toEqual([undefined]);
  });

  it("rejects where it cannot tell who is suppressed", async () => {
    await expect(withSuppression(memoryStandingStore(), tagOf, tenantOf).read("gone", ["a"])).rejects.toThrow("not known");
  });
});
