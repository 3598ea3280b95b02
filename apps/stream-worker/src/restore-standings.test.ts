import { suppressedStanding } from "@attune/core/consent/with-suppression";
import { tenantOf } from "@attune/core/flows/small-shop.fixture";
import { memoryStandingStore } from "@attune/core/ports/standing-store.memory";
import { expect, it } from "vitest";
import { standingRestorer } from "./restore-standings.ts";

const tenant = { ...tenantOf(), id: "t1" };
const refusal = {
  tenant: "t1",
  subject: "alice",
  purposes: { personalization: false },
  source: "settings",
  policyVersion: 1,
  decidedAtMs: 1_000,
  sourcePartition: 0,
  sourceOffset: 7,
};
const erasure = { kind: "erasure", tenant: "t1", subject: "alice", keyId: "", acceptedAtMs: 2_000, requestId: "r1" } as const;

function start() {
  const standings = memoryStandingStore();
  const restore = standingRestorer({
    standings,
    findTenants: async () => new Map([["t1", tenant]]),
    tagOf: (_, subject) => `tag of ${subject}`,
  });
  const read = async () =>
    (await standings.read("t1", ["alice", "tag of alice"])).map((standing) => standing && [standing.purposes, standing.suppressedBy]);
  return { standings, restore, read };
}

it("brings back a refusal that the store has lost, beside what it still knows", async () => {
  const { standings, restore, read } = start();
  const known = { policyVersion: undefined, source: undefined, demographics: { country: "GB" }, suppressed: false };
  await standings.write("t1", "alice", { ...known, purposes: { analytics: true }, changedAtMs: 500 });
  await restore([refusal], []);
  expect(await read()).toEqual([[{ analytics: true, personalization: false }, undefined], undefined]);
  expect((await standings.read("t1", ["alice"]))[0]?.demographics).toEqual({ country: "GB" });
});

it("leaves a newer decision alone", async () => {
  const { standings, restore, read } = start();
  await restore([refusal], []);
  const [stored] = await standings.read("t1", ["alice"]);
  if (stored === undefined) throw new Error("nothing was brought back");
  await standings.write("t1", "alice", { ...stored, purposes: { personalization: true }, changedAtMs: 3_000 });
  await restore([refusal], []);
  expect(await read()).toEqual([[{ personalization: true }, undefined], undefined]);
});

it("brings back that somebody was erased, and nothing of theirs", async () => {
  const { restore, read } = start();
  await restore([refusal], []);
  await restore([], [erasure]);
  expect(await read()).toEqual([undefined, [{}, "r1"]]);
  await restore([refusal], []);
  await restore([refusal], [erasure]);
  expect(await read()).toEqual([undefined, [{}, "r1"]]);
});

it("leaves the purge its work where nothing was lost", async () => {
  const { standings, restore, read } = start();
  await restore([refusal], []);
  await standings.write("t1", "tag of alice", suppressedStanding("r1", 1_500));
  await restore([], [erasure]);
  expect(await read()).toEqual([
    [{ personalization: false }, undefined],
    [{}, "r1"],
  ]);
});
