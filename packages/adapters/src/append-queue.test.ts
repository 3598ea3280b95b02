import { setImmediate as nextTurn } from "node:timers/promises";
import { LogUnavailable } from "@attune/core/ports/log";
import { expect, it } from "vitest";
import { appendQueue } from "./append-queue.ts";
import { encodeRecord } from "./embedded/log-layout.ts";

const call = (...values: string[]) =>
  values.map((value) => encodeRecord({ partition: 0, key: "k", value: Buffer.from(value), timestampMs: 0 }));

/** A commit that is held until released, and counts offsets. */
function heldCommits() {
  const groups: { sizes: number[]; release: () => void; fail: (error: Error) => void }[] = [];
  let offset = 0;
  /** The group of the i-th commit, once it began. */
  const group = async (i: number) => {
    while (groups[i] === undefined) await nextTurn();
    return groups[i];
  };
  const commit = async (calls: readonly (readonly unknown[])[]): Promise<number[][]> => {
    const held = Promise.withResolvers<void>();
    groups.push({ sizes: calls.map((records) => records.length), release: held.resolve, fail: held.reject });
    await held.promise;
    return calls.map((records) => records.map(() => offset++));
  };
  return { groups, group, commit };
}

it("lets calls that came during a commit share the next one", async () => {
  const { groups, group, commit } = heldCommits();
  const queue = appendQueue({ maxQueuedBytes: 1e6, maxQueuedRecords: 100 }, commit);
  const first = queue.append(call("a"));
  await group(0);
  const others = [queue.append(call("b", "c")), queue.append(call("d"))];
  (await group(0)).release();
  expect(await first).toEqual([0]);
  (await group(1)).release();
  expect(await Promise.all(others)).toEqual([[1, 2], [3]]);
  expect(groups.map(({ sizes }) => sizes)).toEqual([[1], [2, 1]]);
});

it("refuses beyond its bounds, by records and by bytes, and takes calls again once there is room", async () => {
  for (const limits of [
    { maxQueuedBytes: 1e6, maxQueuedRecords: 2 },
    { maxQueuedBytes: 25, maxQueuedRecords: 100 },
  ]) {
    const { group, commit } = heldCommits();
    const queue = appendQueue(limits, commit);
    const first = queue.append(call("a"));
    await group(0);
    const second = queue.append(call("b"));
    await expect(queue.append(call("c"))).rejects.toThrow(LogUnavailable);
    (await group(0)).release();
    await first;
    (await group(1)).release();
    await second;
    const third = queue.append(call("c"));
    (await group(2)).release();
    expect(await third).toEqual([2]);
  }
});

it("refuses every call of a failed commit and goes on with the next", async () => {
  const { group, commit } = heldCommits();
  const queue = appendQueue({ maxQueuedBytes: 1e6, maxQueuedRecords: 100 }, commit);
  const failing = queue.append(call("a"));
  await group(0);
  const next = queue.append(call("b"));
  (await group(0)).fail(new LogUnavailable("disk full"));
  await expect(failing).rejects.toThrow("disk full");
  (await group(1)).release();
  expect(await next).toEqual([0]);
});

it("closes after the calls in hand", async () => {
  const { group, commit } = heldCommits();
  const queue = appendQueue({ maxQueuedBytes: 1e6, maxQueuedRecords: 100 }, commit);
  const inHand = queue.append(call("a"));
  const closed = queue.close();
  await expect(queue.append(call("b"))).rejects.toThrow(LogUnavailable);
  (await group(0)).release();
  expect(await inHand).toEqual([0]);
  await closed;
});
