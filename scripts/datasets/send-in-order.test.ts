import fc from "fast-check";
import { expect, test } from "vitest";
import type { DatasetEvent } from "./dataset.ts";
import { sendInOrder } from "./send-in-order.ts";

async function* stream(events: readonly DatasetEvent[]) {
  yield* events;
}

const eventsOf = (users: readonly number[]): DatasetEvent[] =>
  users.map((user, i) => ({ eventId: `e${i}`, type: "view", userId: `u${user}`, timestamp: i }));

test("everything is sent once, each person's events in order, however long requests take", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(6), { maxLength: 80 }),
      fc.integer({ min: 1, max: 4 }),
      fc.scheduler(),
      async (users, shards, scheduler) => {
        const events = eventsOf(users);
        const sent: DatasetEvent[] = [];
        const checkpoints: number[] = [];
        const done = sendInOrder(stream(events), 0, {
          shards,
          batchEvents: 5,
          batchBytes: 10_000,
          send: async (batch) => {
            await scheduler.schedule(Promise.resolve());
            sent.push(...batch);
          },
          sentBefore: (position) => {
            checkpoints.push(position);
            const acknowledged = new Set(sent);
            for (const event of events.slice(0, position)) expect(acknowledged.has(event)).toBe(true);
          },
        });
        await scheduler.waitFor(done);
        expect(sent.toSorted((a, b) => a.timestamp - b.timestamp)).toEqual(events);
        for (const user of new Set(users)) {
          const own = sent.filter(({ userId }) => userId === `u${user}`).map(({ timestamp }) => timestamp);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
        expect(checkpoints).toEqual(checkpoints.toSorted((a, b) => a - b));
        expect(checkpoints.at(-1)).toBe(events.length);
      },
    ),
    { numRuns: 200 },
  );
});

test("no batch is larger than allowed, in events or in bytes", async () => {
  const sizes: number[] = [];
  const large = eventsOf(Array.from({ length: 50 }, () => 1)).map((event) => ({ ...event, itemId: "x".repeat(100) }));
  await sendInOrder(stream(large), 0, {
    shards: 1,
    batchEvents: 20,
    batchBytes: 1000,
    send: async (batch) => {
      sizes.push(JSON.stringify(batch).length);
      expect(batch.length).toBeLessThanOrEqual(20);
    },
    sentBefore: () => undefined,
  });
  expect(Math.max(...sizes)).toBeLessThan(1100);
});

test("the first failure ends it", async () => {
  const failing = sendInOrder(stream(eventsOf([1, 2, 3, 4, 5])), 0, {
    shards: 2,
    batchEvents: 1,
    batchBytes: 1000,
    send: async () => {
      throw new Error("key revoked");
    },
    sentBefore: () => undefined,
  });
  await expect(failing).rejects.toThrow("key revoked");
});
