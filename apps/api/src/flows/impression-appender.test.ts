import type { ImpressionRecord } from "@attune/core/events/lane-record";
import type { LogAppend } from "@attune/core/ports/log";
import { FEATURE_COUNT } from "@attune/core/ranking/features";
import { describe, expect, it } from "vitest";
import { recordCodec } from "../compose.ts";
import { ImpressionAppender } from "./impression-appender.ts";

const codec = recordCodec();
const NOW_MS = 1_790_000_000_000;

function shown(recommendationId: string): ImpressionRecord {
  return {
    kind: "impression",
    tenant: "t1",
    subject: "ada".padEnd(22, "x"),
    keyId: "",
    acceptedAtMs: NOW_MS,
    recommendationId,
    placement: "home",
    modelId: "m1",
    personalized: true,
    shownAtMs: NOW_MS,
    items: [1],
    features: new Float32Array(FEATURE_COUNT),
    propensities: Float32Array.of(1),
    permissions: 15,
    exposure: undefined,
  };
}

/** A log that is slow: calls come in, and stay open until the test answers them. */
function slowLog() {
  const calls: { readonly ids: readonly string[]; readonly answer: (outcome?: Error) => void }[] = [];
  const append = (_: string, records: readonly LogAppend[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly number[]>();
    const ids = records.map(({ value }) => (codec.lane.decode(value) as ImpressionRecord).recommendationId);
    calls.push({ ids, answer: (outcome) => (outcome === undefined ? resolve(records.map((_, i) => i)) : reject(outcome)) });
    return promise;
  };
  return { calls, append };
}

function appenderOn(log: Pick<ReturnType<typeof slowLog>, "append">, capacity = 10) {
  const counted = { dropped: 0, appended: 0 };
  const appender = new ImpressionAppender({
    log,
    codec,
    clock: () => NOW_MS,
    capacity,
    onDropped: (count) => {
      counted.dropped += count;
    },
    onAppended: () => {
      counted.appended += 1;
    },
  });
  return { appender, counted };
}

const turn = () => new Promise(setImmediate);

describe("impression appender", () => {
  it("is at the log before the next request can be, however long the append before takes", async () => {
    const log = slowLog();
    const { appender } = appenderOn(log);
    appender.add(shown("first"));
    await turn();
    appender.add(shown("second"));
    appender.add(shown("third"));
    await turn();
    expect(log.calls.map(({ ids }) => ids)).toEqual([["first"], ["second", "third"]]);
  });

  it("drops and counts what comes beyond the capacity, and has room again when the log has answered", async () => {
    const log = slowLog();
    const { appender, counted } = appenderOn(log, 2);
    for (const id of ["a", "b", "c"]) appender.add(shown(id));
    await turn();
    appender.add(shown("d"));
    expect([appender.queue.length, counted.dropped]).toEqual([2, 2]);
    log.calls[0]?.answer();
    await appender.drain();
    expect([appender.queue.length, counted.appended]).toEqual([0, 2]);
    appender.add(shown("e"));
    expect([appender.queue.length, counted.dropped]).toEqual([1, 2]);
  });

  it("drains also what has not left yet, and counts what the log refused as dropped", async () => {
    const log = slowLog();
    const { appender, counted } = appenderOn(log);
    appender.add(shown("a"));
    const drained = appender.drain();
    log.calls[0]?.answer(new Error("the log is away"));
    await drained;
    expect([appender.queue.length, counted.dropped, counted.appended]).toEqual([0, 1, 0]);
  });
});
