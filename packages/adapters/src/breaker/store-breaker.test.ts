import { once } from "node:events";
import { connect } from "node:net";
import { Worker } from "node:worker_threads";
import { StoreResting } from "@attune/core/ports/breaker";
import { LogOverloaded } from "@attune/core/ports/log";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { storeBreaker } from "./store-breaker.ts";

const LATE_MS = 100;
const REST_MS = 1_000;
const away = async (): Promise<never> => {
  throw new Error("away");
};
const back = async (): Promise<string> => "answer";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** What has arrived is taken in before a call is called late. */
const oneTurn = () => new Promise(setImmediate);

function breakerOf() {
  const changes: string[] = [];
  let calls = 0;
  const breaker = storeBreaker({ store: "state", lateMs: LATE_MS, onChange: (state) => changes.push(state) });
  const run = <T>(call: () => Promise<T>) =>
    breaker.run(() => {
      calls++;
      return call();
    });
  const fail = async (times: number) => {
    for (let i = 0; i < times; i++) await expect(run(away)).rejects.toThrow("away");
  };
  return { breaker, run, fail, changes, calls: () => calls };
}

describe("a store's breaker", () => {
  it("is closed while the store answers, and passes on answers and failures as they are", async () => {
    const { breaker, run, fail } = breakerOf();
    await fail(4);
    for (let i = 0; i < 8; i++) expect(await run(back)).toBe("answer");
    await fail(4);
    expect(breaker.state).toBe("closed");
  });

  it("opens when most of the last calls failed, and then asks no more", async () => {
    const { breaker, run, fail, calls } = breakerOf();
    await fail(5);
    expect(breaker.state).toBe("open");
    await expect(run(back)).rejects.toThrow(StoreResting);
    expect(calls()).toBe(5);
  });

  it("opens for calls that are late, whose own callers still get what they waited for", async () => {
    const { breaker, run } = breakerOf();
    const answer = Promise.withResolvers<string>();
    const waiting = Array.from({ length: 5 }, () => run(() => answer.promise));
    await vi.advanceTimersByTimeAsync(LATE_MS - 1);
    expect(breaker.state).toBe("closed");
    await vi.advanceTimersByTimeAsync(1);
    await oneTurn();
    expect(breaker.state).toBe("open");
    answer.resolve("late answer");
    expect(await Promise.all(waiting)).toEqual(Array(5).fill("late answer"));
    expect(breaker.state).toBe("open");
  });

  it("does not blame the store for what this process was too busy to take in", async () => {
    vi.useRealTimers();
    // In a thread of its own, because this one will be busy.
    const echo = new Worker(
      `const { parentPort } = require("node:worker_threads");
       const server = require("node:net").createServer((socket) => socket.pipe(socket));
       server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`,
      { eval: true },
    );
    const [port] = (await once(echo, "message")) as [number];
    const sockets = Array.from({ length: 8 }, () => connect(port, "127.0.0.1"));
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    const { breaker, run } = breakerOf();
    const calls = sockets.map((socket) =>
      run(async () => {
        socket.write("question");
        return String((await once(socket, "data"))[0]);
      }),
    );
    for (const until = performance.now() + 3 * LATE_MS; performance.now() < until; );
    expect(await Promise.all(calls)).toEqual(Array(8).fill("question"));
    expect(breaker.state).toBe("closed");
    for (const socket of sockets) socket.destroy();
    await echo.terminate();
  });

  it("lets one try after a rest, while the others are refused at once, and closes when that succeeds", async () => {
    const { breaker, run, fail, changes, calls } = breakerOf();
    await fail(5);
    await vi.advanceTimersByTimeAsync(REST_MS - 1);
    await expect(run(back)).rejects.toThrow(StoreResting);
    await vi.advanceTimersByTimeAsync(1);
    const answer = Promise.withResolvers<string>();
    const trying = run(() => answer.promise);
    expect(breaker.state).toBe("half-open");
    await expect(run(back)).rejects.toThrow(StoreResting);
    expect(calls()).toBe(6);
    answer.resolve("back");
    expect(await trying).toBe("back");
    expect(await run(back)).toBe("answer");
    expect(changes).toEqual(["open", "half-open", "closed"]);
  });

  it("opens again when the one that tries fails or is late", async () => {
    const { breaker, run, fail, changes } = breakerOf();
    await fail(5);
    await vi.advanceTimersByTimeAsync(REST_MS);
    await fail(1);
    expect(breaker.state).toBe("open");
    await vi.advanceTimersByTimeAsync(REST_MS);
    const never = run(() => new Promise<never>(() => undefined));
    await vi.advanceTimersByTimeAsync(LATE_MS);
    await oneTurn();
    expect(breaker.state).toBe("open");
    await expect(run(back)).rejects.toThrow(StoreResting);
    expect(changes).toEqual(["open", "half-open", "open", "half-open", "open"]);
    expect(await Promise.race([never, Promise.resolve("still waiting")])).toBe("still waiting");
  });

  it("does not take for a failure of the store what its caller got wrong, nor that it has enough to do", async () => {
    const { breaker, run } = breakerOf();
    for (const cause of [new RangeError("no such partition"), new LogOverloaded("records are waiting")]) {
      for (let i = 0; i < 20; i++) await expect(run(() => Promise.reject(cause))).rejects.toThrow(cause);
    }
    expect(breaker.state).toBe("closed");
  });
});
