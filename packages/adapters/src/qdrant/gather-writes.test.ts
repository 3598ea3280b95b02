import { expect, it } from "vitest";
import { type GatheredWrite, gatherWrites } from "./gather-writes.ts";

const LIMITS = { maxBatch: 3, maxWaiting: 7 };
const ids = (requests: readonly (readonly GatheredWrite[])[]) =>
  requests.map((writes) => writes.map(({ id, version }) => `${id}${version}`));

/** A server whose answers come when the test says so. */
function server() {
  const requests: (readonly GatheredWrite[])[] = [];
  const answers: PromiseWithResolvers<void>[] = [];
  let came = Promise.withResolvers<void>();
  return {
    requests,
    write: (writes: readonly GatheredWrite[]) => {
      requests.push(writes);
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      came.resolve();
      return answer.promise;
    },
    answer: async (cause?: Error) => {
      while (answers.length === 0) await came.promise;
      came = Promise.withResolvers();
      const answer = answers.shift() as PromiseWithResolvers<void>;
      if (cause === undefined) answer.resolve();
      else answer.reject(cause);
    },
  };
}

it("sends what came meanwhile together, of one id the newest, in requests of bounded size", async () => {
  const { requests, write, answer } = server();
  const writes = gatherWrites(LIMITS, write);
  const calls = [writes.put([{ id: "a", version: 1 }]), writes.put([{ id: "b", version: 2 }]), writes.put([{ id: "a", version: 3 }])];
  await answer();
  await Promise.all(calls);
  expect(ids(requests)).toEqual([["a3", "b2"]]);

  const first = writes.put([{ id: "a", version: 4 }]);
  const many = writes.put(["c", "d", "e", "f"].map((id) => ({ id, version: 1 })));
  const stale = writes.put([{ id: "f", version: 0 }]);
  let visible = false;
  void many.then(() => {
    visible = true;
  });
  await answer();
  await first;
  expect(visible).toBe(false);
  await answer();
  await Promise.all([many, stale]);
  expect(ids(requests).slice(1)).toEqual([
    ["a4", "c1", "d1"],
    ["e1", "f1"],
  ]);
});

it("tells those whose writes failed, and goes on with the others", async () => {
  const { write, answer } = server();
  const writes = gatherWrites(LIMITS, write);
  const [lost, kept] = [writes.put(["a", "b", "c"].map((id) => ({ id, version: 1 }))), writes.put([{ id: "d", version: 1 }])];
  const outcomes = Promise.allSettled([lost, kept]);
  await answer(new Error("away"));
  await answer();
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
});

it("lets callers wait where too much is waiting, and says when all is written", async () => {
  const { requests, write, answer } = server();
  const writes = gatherWrites(LIMITS, write);
  const calls = Array.from({ length: 12 }, (_, i) => writes.put([{ id: `i${i}`, version: i }]));
  const settled = writes.settled();
  for (let i = 0; i < 4; i++) await answer();
  await Promise.all([...calls, settled]);
  expect(requests.map(({ length }) => length)).toEqual([3, 3, 3, 3]);
  await writes.settled();
});
