import { DAY_MS } from "@attune/core/metrics/usage";
import { describe, expect, it } from "vitest";
import { usageCsv } from "./usage-csv.ts";
import { daysTogether, NO_USAGE, overRange, usageByDay } from "./usage-days.ts";
import { lastDays, usageRangeSchema } from "./usage-range.ts";

const FROM = Date.UTC(2026, 10, 20);
const days = usageByDay(
  [
    { dayMs: FROM, measure: "events", count: 12 },
    { dayMs: FROM, measure: "withheld_recommendations", count: 2 },
    { dayMs: FROM, measure: "suppressed:r1", count: 9 },
    { dayMs: FROM, measure: "storage_bytes", count: 500 },
    { dayMs: FROM + 2 * DAY_MS, measure: "events", count: 3 },
    { dayMs: FROM + 9 * DAY_MS, measure: "events", count: 99 },
  ],
  FROM,
  FROM + 2 * DAY_MS,
);

describe("usage", () => {
  it("has every day of the range, 0 where nothing was counted, and unknown storage where it was not measured", () => {
    expect(days).toEqual([
      { ...NO_USAGE, dayMs: FROM, events: 12, withheldRecommendations: 2, storageBytes: 500 },
      { ...NO_USAGE, dayMs: FROM + DAY_MS },
      { ...NO_USAGE, dayMs: FROM + 2 * DAY_MS, events: 3 },
    ]);
  });

  it("adds counts over a range, and takes the newest known storage", () => {
    expect(overRange(days)).toEqual({ ...NO_USAGE, events: 15, withheldRecommendations: 2, storageBytes: 500 });
    expect(overRange([])).toEqual(NO_USAGE);
  });

  it("adds tenants day by day", () => {
    const both = daysTogether([days, days.map((day) => ({ ...day, storageBytes: 7 }))]);
    expect(both.map(({ events, storageBytes }) => [events, storageBytes])).toEqual([
      [24, 507],
      [0, 7],
      [6, 7],
    ]);
    expect(daysTogether([])).toEqual([]);
  });

  it("is written as CSV, with nothing in place of what is not known", () => {
    const lines = usageCsv([{ slug: "tempo", days }]).split("\r\n");
    expect(lines[0]).toBe(
      "day,tenant,events,recommendations,withheld_events,withheld_recommendations,withheld_examples,suppressed_events,storage_bytes",
    );
    expect(lines.slice(1)).toEqual([
      "2026-11-20,tempo,12,0,0,2,0,0,500",
      "2026-11-21,tempo,0,0,0,0,0,0,",
      "2026-11-22,tempo,3,0,0,0,0,0,",
      "",
    ]);
  });
});

describe("the range", () => {
  it("ends today", () => expect(lastDays(7, FROM + 12_345)).toEqual({ from: "2026-11-14", to: "2026-11-20" }));
  it.each([
    [{ from: "2026-11-02", to: "2026-11-01" }, "The last day must not be before the first."],
    [{ from: "2025-01-01", to: "2026-11-01" }, "At most 366 days can be shown at once."],
    [{ from: "soon", to: "2026-11-01" }, "The first day must be a date."],
  ])("refuses %o", (range, sentence) => {
    expect(usageRangeSchema.safeParse(range).error?.issues[0]?.message).toBe(sentence);
  });
  it("may be one day or a year", () => {
    expect(usageRangeSchema.safeParse({ from: "2026-11-01", to: "2026-11-01" }).success).toBe(true);
    expect(usageRangeSchema.safeParse({ from: "2025-11-01", to: "2026-11-01" }).success).toBe(true);
  });
});
