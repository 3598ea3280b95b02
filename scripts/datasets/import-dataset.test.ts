import { expect, test } from "vitest";
import type { ApiClient } from "../../scenarios/api-client.ts";
import type { Dataset, DatasetEvent } from "./dataset.ts";
import { importDataset } from "./import-dataset.ts";
import type { ImportState } from "./import-state.ts";

const EVENTS = 5000;
const events: readonly DatasetEvent[] = Array.from({ length: EVENTS }, (_, i) => ({
  eventId: `e${i}`,
  type: "view",
  userId: `u${i % 7}`,
  itemId: "a",
  timestamp: 1000 + i,
}));

async function* stream<T>(all: readonly T[]) {
  yield* all;
}

const dataset: Dataset = {
  format: "jsonl",
  items: () => stream([{ itemId: "a" }]),
  users: () => stream([{ userId: "u1", attributes: {} }]),
  events: () => stream(events),
  survey: async () => ({ events: EVENTS, lastAtMs: 1000 + EVENTS - 1, skipped: { broken: 2 } }),
  personas: async () => [],
};

/** The far side of the wire: keeps what it was sent, knows duplicates, and can go away for good after some requests. */
const farSide = () => {
  const kept = new Map<string, { userId: string; timestamp: number }>();
  const calls: string[] = [];
  const client = (requests: number): ApiClient => ({
    async send(method, path, body) {
      if (calls.length >= requests) throw new Error("the process was killed");
      calls.push(`${method} ${path}`);
      if (path !== "/v1/events") return { status: 200, body: {} };
      const sent = (body as { events: { eventId: string; userId: string; timestamp: number }[] }).events;
      const results = sent.flatMap(({ eventId }, index) =>
        kept.has(eventId) ? [{ index, eventId, status: "duplicate", code: "duplicate", message: "known" }] : [],
      );
      for (const event of sent) if (!kept.has(event.eventId)) kept.set(event.eventId, event);
      return { status: 202, body: { accepted: sent.length - results.length, results } };
    },
  });
  return { kept, calls, client };
};

test("an import that was killed goes on where it was, with the same shift, and loses and repeats nothing", async () => {
  const { kept, calls, client } = farSide();
  let state: ImportState = { folder: "/data", format: "jsonl", stage: "catalogue", position: 0 };
  const world = (api: ApiClient, nowMs: number) => ({
    api,
    itemsToRemove: ["track-0001"],
    now: () => nowMs,
    save: (next: ImportState) => {
      state = next;
    },
    said: () => undefined,
    progress: () => undefined,
  });
  await expect(importDataset(dataset, state, world(client(7), 1_000_000))).rejects.toThrow("killed");
  expect(state.stage).toBe("events");
  expect(state.position).toBeGreaterThan(0);
  expect(state.position).toBeLessThan(EVENTS);
  expect(calls.slice(0, 3)).toEqual(["DELETE /v1/items/track-0001", "POST /v1/items", "POST /v1/users"]);

  const before = kept.size;
  const report = await importDataset(dataset, state, world(client(10_000), 9_999_999));
  expect(state).toMatchObject({ stage: "done", position: EVENTS, shiftMs: 1_000_000 - (1000 + EVENTS - 1) });
  expect(report).toMatchObject({ accepted: EVENTS - before, rejected: 0, skipped: { broken: 2 } });
  expect(kept.size).toBe(EVENTS);
  expect(Math.max(...[...kept.values()].map(({ timestamp }) => timestamp))).toBe(1_000_000);
  expect(calls.filter((call) => call === "POST /v1/items")).toHaveLength(1);
  for (let user = 0; user < 7; user++) {
    const times = [...kept.values()].filter(({ userId }) => userId === `u${user}`).map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
});

test("a refusal of the request ends the import with its words", async () => {
  const api: ApiClient = { send: async () => ({ status: 401, body: { title: "The API key has been revoked." } }) };
  const state: ImportState = { folder: "/data", format: "jsonl", stage: "events", shiftMs: 0, position: 0 };
  const world = { api, itemsToRemove: [], now: () => 0, save: () => undefined, said: () => undefined, progress: () => undefined };
  await expect(importDataset(dataset, state, world)).rejects.toThrow("/v1/events answered 401: The API key has been revoked.");
});
