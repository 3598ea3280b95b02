// A data set's way into the platform: catalogue, people, then what they did in time order, all through the public API.
import type { ApiClient } from "../../scenarios/api-client.ts";
import { type SentEvents, sendEvents } from "../../scenarios/send-events.ts";
import type { Dataset, DatasetEvent } from "./dataset.ts";
import type { ImportState } from "./import-state.ts";
import { sendInOrder } from "./send-in-order.ts";

export interface ImportWorld {
  readonly api: ApiClient;
  /** Items of the demo that the data set replaces. */
  readonly itemsToRemove: readonly string[];
  readonly now: () => number;
  save(state: ImportState): void;
  said(line: string): void;
  progress(sent: number, total: number): void;
}

export interface ImportReport {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly skipped: Readonly<Record<string, number>>;
}

const ROWS_PER_REQUEST = 200;
const SHARDS = 4;
const BATCH_EVENTS = 500;
const BATCH_BYTES = 700_000;

/** Goes on from `state`, and resolves when the last event was acknowledged. An interrupted import may be run again at any time. */
export async function importDataset(dataset: Dataset, state: ImportState, world: ImportWorld): Promise<ImportReport> {
  let current = state;
  const advance = (change: Partial<ImportState>) => {
    current = { ...current, ...change };
    world.save(current);
  };
  const survey = await dataset.survey();
  if (current.shiftMs === undefined) {
    if (survey.events === 0) throw new Error("the data set has no events");
    advance({ shiftMs: world.now() - survey.lastAtMs, events: survey.events });
  }
  const shiftMs = current.shiftMs ?? 0;

  if (current.stage === "catalogue") {
    for (const itemId of world.itemsToRemove) await world.api.send("DELETE", `/v1/items/${encodeURIComponent(itemId)}`);
    const items = await upload(world.api, "/v1/items", "items", dataset.items());
    world.said(`${items} items in the catalogue`);
    advance({ stage: "users" });
  }
  if (current.stage === "users") {
    const users = await upload(world.api, "/v1/users", "users", dataset.users());
    world.said(`${users} people with their attributes`);
    advance({ stage: "events" });
  }

  const total = { accepted: 0, duplicates: 0, rejected: 0, skipped: survey.skipped };
  const count = (sent: SentEvents) => {
    if (total.rejected === 0 && sent.firstRejection !== undefined) world.said(`an event was rejected: ${sent.firstRejection}`);
    total.accepted += sent.accepted;
    total.duplicates += sent.duplicates;
    total.rejected += sent.rejected;
  };
  world.progress(current.position, survey.events);
  await sendInOrder(shifted(dataset.events(), current.position, shiftMs), current.position, {
    shards: SHARDS,
    batchEvents: BATCH_EVENTS,
    batchBytes: BATCH_BYTES,
    send: async (events) => count(await sendEvents(world.api, events)),
    sentBefore: (position) => {
      if (position === current.position) return;
      advance({ position });
      world.progress(position, survey.events);
    },
  });
  advance({ stage: "done" });
  return total;
}

async function* shifted(events: AsyncIterable<DatasetEvent>, from: number, shiftMs: number): AsyncGenerator<DatasetEvent> {
  let position = 0;
  for await (const event of events) {
    if (position >= from) yield { ...event, timestamp: event.timestamp + shiftMs };
    position += 1;
  }
}

async function upload(api: ApiClient, path: string, name: "items" | "users", rows: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  let chunk: unknown[] = [];
  const send = async () => {
    if (chunk.length === 0) return;
    const { status, body } = await api.send("POST", path, { [name]: chunk });
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)?.slice(0, 400)}`);
    count += chunk.length;
    chunk = [];
  };
  for await (const row of rows) {
    chunk.push(row);
    if (chunk.length === ROWS_PER_REQUEST) await send();
  }
  await send();
  return count;
}
