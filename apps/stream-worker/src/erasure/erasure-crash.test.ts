import { setTimeout as sleep } from "node:timers/promises";
import { verifyCertificate } from "@attune/adapters/crypto/certificate-signature";
import { startChild } from "@attune/adapters/embedded/child-process.fixture";
import { ERASURE_STATES, type RequestState } from "@attune/core/privacy/schema";
import { listAudit } from "@attune/db/audit-log";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHILD, type ErasureWorld, erasureWorld } from "./erasure-world.fixture.ts";

const SLOW_MACHINE_MS = 90_000;

describe("an erasure whose worker is killed", () => {
  let world: ErasureWorld;
  beforeAll(async () => {
    world = await erasureWorld();
  }, SLOW_MACHINE_MS);
  afterAll(() => world.close());

  const start = () => startChild(CHILD, world.home, world.db.url, Buffer.from(world.db.masterKey).toString("hex"));
  const rank = (state: RequestState) => ERASURE_STATES.indexOf(state as (typeof ERASURE_STATES)[number]);

  async function endsCertifiedOnce(id: string, person: Awaited<ReturnType<ErasureWorld["live"]>>, other: string): Promise<void> {
    const { certificate, state, lastError } = await world.find(id);
    expect([state, lastError]).toEqual(["certified", undefined]);
    expect(certificate && verifyCertificate(certificate)).toBe(true);
    expect(certificate?.certificate.nothingWasFound).toBe(false);
    for (const [store, { hits }] of await world.scan(person)) expect(hits, store).toEqual([]);
    const audit = await listAudit(world.db.app, world.tenant.id, { limit: 200 });
    const certified = audit.filter(({ action, requestId }) => action === "privacy_request.certified" && requestId === id);
    expect(certified).toHaveLength(1);
    expect((await world.stateOf(other)).every((value) => value !== undefined)).toBe(true);
  }

  it("at every boundary of its states goes on where it stood, and is certified once with no residue", async () => {
    const [person, other] = [await world.live("killed-at-boundaries-1", 40), await world.live("left-alone-1", 40)];
    let child = start();
    await child.spoke;
    await world.folded();
    const { id } = await world.request(person.userId);
    const killedIn: RequestState[] = [];
    for (let reached = rank("approved"); reached < rank("certified"); ) {
      await expect.poll(async () => rank((await world.find(id)).state), { timeout: SLOW_MACHINE_MS, interval: 1 }).toBeGreaterThan(reached);
      await child.kill();
      const { state } = await world.find(id);
      killedIn.push(state);
      reached = rank(state);
      if (state !== "certified") child = start();
    }
    console.info(`killed in ${killedIn.join(", ")}`);
    expect(killedIn.length).toBeGreaterThan(2);
    await endsCertifiedOnce(id, person, other.subject);
  }, 400_000);

  it("at random moments inside its steps ends the same way", async () => {
    const [person, other] = [await world.live("killed-at-random-2", 40), await world.live("left-alone-2", 40)];
    const seed = Date.now() % 2 ** 31;
    console.info(`erasure kills, seed ${seed}`);
    let child = start();
    await child.spoke;
    await world.folded();
    const { id } = await world.request(person.userId);
    // Into a step, and a random while into it: the fence takes longest, so it is killed twice.
    const targets = ["approved", "approved", "fenced", "keys_destroyed", "stores_purged", "models_clean"] as const;
    for (const [i, delayMs] of fc.sample(fc.nat(400), { seed, numRuns: targets.length }).entries()) {
      await child.spoke;
      const target = rank(targets[i] as RequestState);
      await expect
        .poll(async () => rank((await world.find(id)).state), { timeout: SLOW_MACHINE_MS, interval: 1 })
        .toBeGreaterThanOrEqual(target);
      await sleep(target === rank("approved") ? 1_000 + delayMs : delayMs);
      await child.kill();
      const { state } = await world.find(id);
      console.info(`killed ${delayMs} ms after ${targets[i]}, in ${state}`);
      child = start();
      if (state === "certified") break;
    }
    await expect.poll(async () => (await world.find(id)).state, { timeout: SLOW_MACHINE_MS, interval: 20 }).toBe("certified");
    await child.kill();
    await endsCertifiedOnce(id, person, other.subject);
  }, 400_000);
});
