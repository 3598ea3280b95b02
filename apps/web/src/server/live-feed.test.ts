import type { LivePoint } from "@attune/core/live/schema";
import { describe, expect, test, vi } from "vitest";
import { type LiveMessage, liveFeed } from "./live-feed.ts";

const point = (id: number): LivePoint => ({
  id,
  acceptedEvents: id,
  rejectedEvents: 0,
  foldedEvents: id,
  recommendations: 0,
  degraded: 0,
  latencyMs: null,
  freshnessMs: null,
  lag: 0,
  clickThrough: { personalized: null, popularity: null },
  accuracy: { ranker: null, popularity: null },
});
const points = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => point(from + i));

/** An upstream under the test's hand: `send` gives a batch to the open connection, `cut` breaks it. */
function upstream() {
  const opened: (number | undefined)[] = [];
  const closed: number[] = [];
  let current = Promise.withResolvers<readonly LivePoint[]>();
  const send = (batch: readonly LivePoint[]) => {
    const sent = current;
    current = Promise.withResolvers();
    sent.resolve(batch);
  };
  const cut = () => {
    const sent = current;
    current = Promise.withResolvers();
    sent.reject(new Error("cut"));
  };
  async function* open(lastId: number | undefined, signal: AbortSignal) {
    opened.push(lastId);
    const ended = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("closed"))));
    ended.catch(() => closed.push(opened.length));
    while (true) yield await Promise.race([current.promise, ended]);
  }
  return { opened, closed, send, cut, open };
}

function follower(messages: AsyncGenerator<LiveMessage>) {
  const seen: LiveMessage[] = [];
  const done = (async () => {
    for await (const message of messages) seen.push(message);
  })();
  return { seen, done, ids: () => seen.flatMap((message) => message.points.map((p) => p.id)) };
}

const startFeed = (source: ReturnType<typeof upstream>, onIdle = () => {}) =>
  liveFeed({ open: source.open, wait: () => Promise.resolve(), onIdle });

describe("liveFeed", () => {
  test("two followers share one upstream, which closes with the last of them", async () => {
    const source = upstream();
    const idle = vi.fn<() => void>();
    const feed = startFeed(source, idle);
    const first = new AbortController();
    const second = new AbortController();
    const a = follower(feed.follow(undefined, first.signal));
    const b = follower(feed.follow(undefined, second.signal));
    source.send(points(1, 3));
    await vi.waitFor(() =>
      expect([a.ids(), b.ids()]).toEqual([
        [1, 2, 3],
        [1, 2, 3],
      ]),
    );
    first.abort();
    await a.done;
    expect(source.closed).toEqual([]);
    second.abort();
    await b.done;
    await vi.waitFor(() => expect(source.closed).toEqual([1]));
    expect(source.opened).toEqual([undefined]);
    expect(idle).toHaveBeenCalledOnce();
  });

  test("a new follower gets the last 120 points in one message, a returning one continues after its last", async () => {
    const source = upstream();
    const feed = startFeed(source);
    const stop = new AbortController();
    const a = follower(feed.follow(undefined, stop.signal));
    source.send(points(1, 200));
    await vi.waitFor(() => expect(a.ids()).toHaveLength(200));
    const fresh = follower(feed.follow(undefined, stop.signal));
    const back = follower(feed.follow(195, stop.signal));
    await vi.waitFor(() => expect(back.ids()).toEqual([196, 197, 198, 199, 200]));
    expect(fresh.seen).toHaveLength(1);
    expect(fresh.ids()).toEqual(points(81, 200).map((p) => p.id));
    stop.abort();
    await Promise.all([a.done, fresh.done, back.done]);
  });

  test("a cut upstream is announced, reopened after the last point, and nothing is repeated", async () => {
    const source = upstream();
    const feed = startFeed(source);
    const stop = new AbortController();
    const a = follower(feed.follow(undefined, stop.signal));
    source.send(points(1, 2));
    await vi.waitFor(() => expect(a.ids()).toEqual([1, 2]));
    source.cut();
    await vi.waitFor(() => expect(a.seen.at(-1)?.connected).toBe(false));
    await vi.waitFor(() => expect(source.opened).toEqual([undefined, 2]));
    source.send(points(2, 4));
    await vi.waitFor(() => expect(a.ids()).toEqual([1, 2, 3, 4]));
    expect(a.seen.at(-1)).toMatchObject({ cursor: 4, connected: true });
    const fresh = follower(feed.follow(undefined, stop.signal));
    await vi.waitFor(() => expect(fresh.ids()).toEqual([1, 2, 3, 4]));
    stop.abort();
    await Promise.all([a.done, fresh.done]);
  });
});
