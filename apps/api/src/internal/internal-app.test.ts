import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packSubjectState } from "@attune/core/features/pack-subject-state";
import { emptySubjectState } from "@attune/core/features/subject-state";
import { ingestOutcomesSchema } from "@attune/core/live/ingest";
import { previewSchema } from "@attune/core/live/preview";
import { livePointSchema } from "@attune/core/live/schema";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import { subjectStateKey } from "@attune/core/ports/state-keys";
import { TOPICS } from "@attune/core/ports/topics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callApi, INTERNAL_SECRET, type TestApi, testApi } from "../testing/test-api.fixture.ts";

let api: TestApi;
let folder: string;
let address: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "attune-internal-"));
  api = await testApi({ settings: { journalFile: join(folder, "journal.jsonl") } });
  address = await api.internal.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
function bearer(claims: object = {}): string {
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: "u1", tenant: "acme", role: "owner", exp: Date.now() / 1000 + 60, ...claims })}`;
  return `Bearer ${signed}.${createHmac("sha256", INTERNAL_SECRET).update(signed).digest("base64url")}`;
}
const call = (method: "GET" | "POST", path: string, body?: unknown, authorization = bearer()) =>
  callApi(api.internal, method, `/internal/v1/${path}`, body, { authorization });

describe("every request", () => {
  it("needs a token of the console; an API key is none", async () => {
    expect((await call("GET", "notes", undefined, "")).status).toBe(401);
    expect((await call("GET", "notes", undefined, `Bearer ${api.keys.secret}`)).status).toBe(401);
    expect((await call("GET", "notes", undefined, bearer({ exp: 1 }))).status).toBe(401);
    expect((await call("GET", "notes", undefined, bearer({ tenant: "nobody" }))).status).toBe(404);
  });
});

describe("GET notes", () => {
  it("is empty without a journal, and leaves out what is no note", async () => {
    expect((await call("GET", "notes")).body).toEqual({ notes: [] });
    const note = (atMs: number) => ({ atMs, process: "api", message: "restarted" });
    await writeFile(
      join(folder, "journal.jsonl"),
      `${"x".repeat(70_000)}\n${JSON.stringify(note(1))}\nnonsense\n${JSON.stringify(note(2))}\n`,
    );
    expect((await call("GET", "notes")).body).toEqual({ notes: [note(1), note(2)] });
  });
});

describe("GET live", () => {
  it("sends the points so far, then each new one, and after a reconnect only what is newer", async () => {
    api.collaborators.live.accepted("acme", 3, 0);
    api.collaborators.live.cut(1000);
    api.collaborators.live.tick(1000);
    const open = async (headers: Record<string, string> = {}) => {
      const response = await fetch(`${address}/internal/v1/live`, { headers: { authorization: bearer(), ...headers } });
      expect(response.headers.get("content-type")).toContain("text/event-stream");
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      let text = "";
      const until = async (mark: string) => {
        while (!text.includes(mark)) text += new TextDecoder().decode((await reader.read()).value);
        return text;
      };
      return { until, cancel: () => reader.cancel() };
    };
    const first = await open();
    const text = await first.until("id: 1000\n");
    expect(livePointSchema.parse(JSON.parse(/data: (.*)\n/.exec(text)?.[1] ?? ""))).toMatchObject({ id: 1000, acceptedEvents: 3 });
    api.collaborators.live.tick(1001);
    await first.until("id: 1001\n");
    await first.cancel();
    const second = await open({ "last-event-id": "1000" });
    expect(await second.until("id: 1001\n")).not.toContain("id: 1000\n");
    await second.cancel();
  });
});

describe("the preview", () => {
  it("names people by alias", async () => {
    const { subject } = api.collaborators.subjectOf(api.tenant, "user", "ada");
    expect((await call("POST", "subjects", { userId: "ada" })).body).toEqual({ subject });
    expect((await call("POST", "subjects", { pick: "random" })).status).toBe(404);
    expect((await call("POST", "subjects", {})).status).toBe(400);
  });

  it("picks somebody known at random", async () => {
    const { subject } = api.collaborators.subjectOf(api.tenant, "user", "known");
    const { key, ...lane } = subjectStateKey("acme", subject);
    const { epoch, offset } = await api.ports.state.claim(lane);
    const value = packSubjectState(emptySubjectState(""), new ByteWriter());
    await api.ports.state.commit({ ...lane, epoch, expectedOffset: offset, nextOffset: offset, puts: [[key, value]] });
    expect((await call("POST", "subjects", { pick: "random" })).body).toEqual({ subject });
  });

  it("shows the list and the person", async () => {
    const { subject } = api.collaborators.subjectOf(api.tenant, "user", "ada");
    const answer = await call("POST", "preview", { subject, placement: "home" });
    expect(answer.status).toBe(200);
    expect(previewSchema.parse(answer.body).person).toMatchObject({ subject, known: false, eventCounts: {} });
    expect((await call("POST", "preview", { subject, placement: "hom" })).at("errors.0.message")).toContain("did you mean home?");
  });

  it("sends an event as the person and waits until it is folded", async () => {
    const { subject, partition } = api.collaborators.subjectOf(api.tenant, "user", "eve");
    const sent = call("POST", "preview/event", { subject, placement: "home", type: "view", eventItemId: "i1" });
    await expect.poll(async () => (await api.ports.log.bounds("events")).reduce((sum, { end }) => sum + end, 0)).toBeGreaterThan(0);
    const [record] = await api.lane();
    expect(record).toMatchObject({ kind: "event", subject, itemId: "i1", type: "view" });
    const lane = { lane: "users", partition } as const;
    const { epoch, offset } = await api.ports.state.claim(lane);
    await api.ports.state.commit({ ...lane, epoch, expectedOffset: offset, nextOffset: 1, puts: [] });
    const answer = await sent;
    expect(answer.status).toBe(200);
    expect(answer.at("acknowledgedMs")).toBeGreaterThan(0);
    expect(answer.at("visibleMs")).toBeGreaterThanOrEqual(0);
    expect(TOPICS.events.partitions).toBeGreaterThan(partition);
  });

  it("lets viewers look, not send", async () => {
    const { subject } = api.collaborators.subjectOf(api.tenant, "user", "ada");
    const body = { subject, placement: "home", type: "view", eventItemId: "i1" };
    expect((await call("POST", "preview/event", body, bearer({ role: "viewer" }))).status).toBe(403);
  });
});

describe("GET ingest", () => {
  it("tells what became of the events of a key, whole requests that were refused too, and names nobody", async () => {
    const keyId = api.keys.publishable.split("_")[3] ?? "";
    const send = (body: unknown) => callApi(api.app, "POST", "/v1/events", body, { "x-api-key": api.keys.publishable });
    const event = { eventId: "e1", type: "view", userId: "somebody@example.com", itemId: "i1" };
    await send({ events: [event, { ...event, eventId: "e2", type: "veiw" }] });
    await send(event);
    await send({ ...event, userId: 4711 });
    await send("{]");
    const answer = await call("GET", `ingest?key=${keyId}`);
    const { outcomes } = ingestOutcomesSchema.parse(answer.body);
    expect(outcomes).toMatchObject([
      { keyId, status: "accepted", type: "view", itemId: "i1" },
      {
        status: "rejected",
        type: "veiw",
        code: "unknown_type",
        path: "events[1].type",
        message: expect.stringContaining("view") as string,
      },
      { status: "duplicate", type: "view", code: "duplicate" },
      { status: "rejected", code: "nothing_accepted", path: "userId" },
      { status: "rejected", code: "invalid_json", message: expect.stringContaining("line 1") as string },
    ]);
    expect(answer.text).not.toMatch(/somebody|4711/);
    const newer = await call("GET", `ingest?key=${keyId}&after=${outcomes[3]?.id}`);
    expect(newer.at("outcomes")).toEqual(outcomes.slice(4));
  });

  it("is for those who connect shops, of their own tenant", async () => {
    expect((await call("GET", "ingest", undefined, bearer({ role: "viewer" }))).status).toBe(403);
    expect((await call("GET", "ingest?key=nobody")).body).toEqual({ outcomes: [] });
    expect((await call("GET", "ingest?after=x")).status).toBe(400);
  });
});
