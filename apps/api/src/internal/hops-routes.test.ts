import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { type PlatformNow, platformNowSchema } from "@attune/core/metrics/schema";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi, INTERNAL_SECRET, type TestApi, testApi } from "../testing/test-api.fixture.ts";

let api: TestApi;
let folder: string;
let supervisorFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "attune-hops-"));
  supervisorFile = join(folder, "supervisor.json");
  api = await testApi({ settings: { supervisorFile } });
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
function bearer(role: string): string {
  const signed = `${encode({ alg: "HS256" })}.${encode({ sub: "u1", tenant: "acme", role, exp: Date.now() / 1000 + 60 })}`;
  return `Bearer ${signed}.${createHmac("sha256", INTERNAL_SECRET).update(signed).digest("base64url")}`;
}
const call = (role = "operator") => callApi(api.internal, "GET", "/internal/v1/hops", undefined, { authorization: bearer(role) });
async function now(): Promise<PlatformNow> {
  const { status, body } = await call();
  expect(status).toBe(200);
  return platformNowSchema.parse(body);
}
/** A second passes. */
function passSecond(): void {
  const { hops, hopQueues } = api.collaborators;
  hops.cut(1, true, hopQueues());
  hops.tick(hopQueues());
}
const hopOf = (platform: PlatformNow, name: string) => platform.hops.find(({ hop }) => hop === name);

describe("GET hops", () => {
  it.each(["owner", "admin", "product_manager", "developer", "compliance_officer", "viewer"])("is refused to %s", async (role) => {
    expect((await call(role)).status).toBe(403);
  });

  it("measures what a request passed, with its wait for log and stores taken from the api's own time", async () => {
    const event = { eventId: "e1", type: "view", userId: "u1", itemId: "i1" };
    expect((await api.call("POST", "/v1/events", { events: [event] })).status).toBe(202);
    expect((await api.call("POST", "/v1/recommendations", { userId: "u1", placement: "home" })).status).toBe(200);
    await api.collaborators.impressions.drain();
    passSecond();
    const platform = await now();
    for (const hop of ["api", "log", "state", "standings"]) {
      expect(hopOf(platform, hop)?.perSecond, hop).toBeGreaterThan(0);
      expect(hopOf(platform, hop)?.p99Ms, hop).toBeGreaterThan(0);
      expect(
        hopOf(platform, hop)?.p99sMs.some((ms) => ms !== null),
        hop,
      ).toBe(true);
    }
    expect(hopOf(platform, "api")).toMatchObject({ queue: 0, queueLimit: null, waitingMs: 0, loopDelayMs: 0.5 });
    expect(hopOf(platform, "log")).toMatchObject({ queue: 0, queueLimit: 100_000 });
    expect(hopOf(platform, "worker")).toMatchObject({ p99Ms: null, queueLimit: 4 * 250_000 });
  });

  it("ends the measuring of a request that was refused", async () => {
    expect((await api.call("POST", "/v1/recommendations", { placement: 3 })).status).toBe(400);
    expect((await api.call("POST", "/v1/events", "{")).status).toBe(400);
    expect(hopOf(await now(), "api")?.queue).toBe(0);
  });

  it("names the worker while nobody folds, with what waits, and no longer when the records are folded", async () => {
    const { foldLag, hops } = api.collaborators;
    await foldLag.refresh();
    await expect.poll(async () => (await now()).slowest.hop).toBe("worker");
    const { slowest, hops: readings } = await now();
    const worker = readings.find(({ hop }) => hop === "worker");
    expect(worker?.queue).toBeGreaterThan(0);
    expect(slowest.sentence).toMatch(/records? waits?, the oldest for/);
    expect(slowest.remedy).toMatchObject({ setting: "MAX_UNFOLDED_RECORDS" });

    for (const { partition, end } of await api.ports.log.bounds("events")) {
      const { epoch, offset } = await api.ports.state.claim({ lane: "users", partition });
      await api.ports.state.commit({ lane: "users", partition, epoch, expectedOffset: offset, nextOffset: end, puts: [] });
    }
    await foldLag.refresh();
    expect(hopOf(await now(), "worker")).toMatchObject({ queue: 0, waitingMs: 0 });

    const freshness = new LatencySketch();
    freshness.add(90);
    hops.folded(freshness.toJSON());
    passSecond();
    expect(hopOf(await now(), "worker")?.p99Ms).toBeCloseTo(90, -1);
  });

  it("tells processes with restarts beside what they say of themselves, lanes, and rates per tenant", async () => {
    const said = { pid: 7, loopDelayMs: 1, busy: 0.5, residentBytes: 9 };
    api.collaborators.hops.workerSaid({ worker: said, id: 1, lanes: [{ lane: "users", perSecond: 12, lag: 3 }] });
    expect((await now()).processes.map(({ name }) => name)).toEqual(["api", "stream-worker"]);
    const processes = [
      { name: "stream-worker", pid: 7, ready: true, restarts: 2 },
      { name: "web", ready: false, restarts: 0 },
    ];
    await writeFile(supervisorFile, JSON.stringify({ pid: 1, startedAtMs: 1, processes }));
    api.collaborators.live.accepted("acme", 30, 0);
    api.collaborators.live.cut(4_000_000_000);
    api.collaborators.live.tick(4_000_000_000);
    const platform = await now();
    expect(platform.processes).toEqual([
      { ...processes[0], vitals: said },
      { ...processes[1], vitals: null },
      { name: "api", pid: 1, ready: true, restarts: 0, vitals: expect.objectContaining({ pid: 1 }) },
    ]);
    expect(platform.lanes).toEqual([{ lane: "users", perSecond: 12, lag: 3 }]);
    expect(platform.tenants).toMatchObject([{ slug: "acme", name: "acme" }]);
    expect(platform.tenants[0]?.accepted).toBeGreaterThan(0);
  });
});
