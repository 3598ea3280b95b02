import { describe, expect, it } from "vitest";
import { dueWords, storeName } from "./request-words.ts";

const DAY_MS = 86_400_000;

describe("dueWords", () => {
  it("counts down to the day, warns in the last week, and says late when it is", () => {
    expect(dueWords(30.5 * DAY_MS, undefined, 0)).toEqual({ text: "30 d left", tone: "neutral" });
    expect(dueWords(5.5 * DAY_MS, undefined, 0)).toEqual({ text: "5 d left", tone: "warn" });
    expect(dueWords(1000, undefined, 0)).toEqual({ text: "due today", tone: "warn" });
    expect(dueWords(0, undefined, 1)).toEqual({ text: "1 d overdue", tone: "bad" });
    expect(dueWords(10, 10, 99)).toEqual({ text: "in time", tone: "ok" });
    expect(dueWords(10, 11, 99)).toEqual({ text: "late", tone: "bad" });
  });
});

describe("storeName", () => {
  it("has words for what is known, and the name itself for what is not", () => {
    expect([storeName("topic:events"), storeName("topic:new")]).toEqual(["Event log", "topic:new"]);
  });
});
