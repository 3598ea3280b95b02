import { Fault } from "@attune/core/faults";
import { describe, expect, it } from "vitest";
import { IngestFeed, KEPT_OUTCOMES } from "./ingest-feed.ts";
import { outcomesOf, refusedOutcomes } from "./outcomes-of.ts";

const accepted = { status: "accepted", type: "view" } as const;
const rejected = { status: "rejected", code: "unknown_type" } as const;

describe("the ingest feed", () => {
  it("keeps the last hundred of each status, in order, so that a flood does not hide a refusal", () => {
    const feed = new IngestFeed();
    feed.add("t", "k", 1, [rejected]);
    for (let i = 0; i < 150; i++) feed.add("t", "k", 2 + i, [accepted]);
    const outcomes = feed.read("t", 0);
    expect(outcomes).toHaveLength(KEPT_OUTCOMES + 1);
    expect(outcomes[0]).toMatchObject({ status: "rejected", keyId: "k", atMs: 1 });
    expect(outcomes.map(({ id }) => id)).toEqual(outcomes.map(({ id }) => id).toSorted((a, b) => a - b));
    expect(outcomes.at(-1)?.atMs).toBe(151);
  });

  it("gives only what is newer, and goes on above an earlier process", () => {
    const feed = new IngestFeed();
    feed.add("t", "k", 5, [accepted, rejected]);
    const [first, second] = feed.read("t", 0);
    expect(feed.read("t", first?.id ?? 0)).toEqual([second]);
    const successor = new IngestFeed();
    successor.add("t", "k", 6, [accepted]);
    expect(successor.read("t", second?.id ?? 0)).toHaveLength(1);
  });

  it("tells tenants and keys apart", () => {
    const feed = new IngestFeed();
    feed.add("t", "k", 1, [accepted]);
    feed.add("t", "other", 1, [rejected]);
    feed.add("u", "k", 1, [accepted]);
    expect(feed.read("t", 0, "k")).toMatchObject([accepted]);
    expect(feed.read("t", 0)).toHaveLength(2);
    expect(feed.read("t", 0, "nobody")).toEqual([]);
    expect(feed.read("v", 0)).toEqual([]);
  });

  it("forgets the key that was silent longest when there are too many", () => {
    const feed = new IngestFeed();
    for (let i = 0; i < 64; i++) feed.add("t", `k${i}`, 1, [accepted]);
    feed.add("t", "k0", 2, [accepted]);
    feed.add("t", "new", 3, [accepted]);
    expect(feed.read("t", 0, "k0")).toHaveLength(2);
    expect(feed.read("t", 0, "k1")).toEqual([]);
  });
});

describe("outcomes", () => {
  const results = [{ index: 1, eventId: "e", status: "rejected", code: "invalid_event", path: "events[1].userId", message: "no" }] as const;

  it("tell each event of a request by its place, without who it is about", () => {
    const events = [{ type: "view", itemId: "i", userId: "ada" }, { type: "play", userId: 7 }, "x"];
    expect(outcomesOf(events, results)).toEqual([
      { status: "accepted", type: "view", itemId: "i" },
      { status: "rejected", type: "play", code: "invalid_event", path: "events[1].userId", message: "no" },
      { status: "accepted" },
    ]);
    expect(outcomesOf(Array(1000).fill({ type: "view" }), [])).toHaveLength(KEPT_OUTCOMES);
  });

  it("of a request without a good event are one for each event", () => {
    const errors = [
      { path: "events[0].type", message: "is required" },
      { path: "events[2].userId", message: 'must be a string, not a number; did you mean "4711"?' },
      { path: "events[2].itemId", message: "must not be empty" },
    ];
    const outcomes = refusedOutcomes(new Fault("nothing_accepted", undefined, { errors }), [{}, {}, { type: "view" }]);
    expect(outcomes).toEqual([
      { status: "rejected", code: "nothing_accepted", path: "events[0].type", message: "events[0].type: is required" },
      {
        status: "rejected",
        type: "view",
        code: "nothing_accepted",
        path: "events[2].userId",
        message: "events[2].userId: must be a string, not a number; send it in quotes; events[2].itemId: must not be empty",
      },
    ]);
  });

  it("of a request that could not be read is one", () => {
    expect(refusedOutcomes(new Fault("rate_limited", "Too fast."), [{ type: "view" }])).toEqual([
      { status: "rejected", code: "rate_limited", message: "Too fast." },
    ]);
    const wrong = new Fault("invalid_request", undefined, { errors: [{ path: "event", message: "did you mean events?" }] });
    expect(refusedOutcomes(wrong, [undefined])).toEqual([
      { status: "rejected", code: "invalid_request", path: "event", message: "did you mean events?" },
    ]);
  });
});
