import { describe, expect, it } from "vitest";
import { clicked, converted, exposed, joined, KEPT_ENDED, withoutForgotten } from "./person-experiments.ts";
import type { Exposure, PersonExperiment } from "./schema.ts";

const DAY_MS = 86_400_000;
const exposure = (variant: Exposure["variant"] = "control", experimentId = "x1"): Exposure => ({
  experimentId,
  phase: 1,
  variant,
  bucket: 0.2,
  conversionEvent: "purchase",
});

describe("a person's experiments", () => {
  it("count lists, clicked lists and the first conversion after the first list", () => {
    let entries = converted([], "purchase", 5);
    entries = exposed(entries, exposure(), 10);
    entries = converted(entries, "purchase", 9);
    expect(entries[0]?.converted).toBe(false);
    entries = converted(exposed(clicked(exposed(entries, exposure(), 20), exposure()), exposure(), 30), "purchase", 25);
    expect(entries).toEqual([
      {
        experimentId: "x1",
        phase: 1,
        variant: "control",
        conversionEvent: "purchase",
        firstAtMs: 10,
        lastAtMs: 30,
        lists: 3,
        clicked: 1,
        converted: true,
        several: false,
      },
    ]);
    expect(converted(entries, "purchase", 40)).toBe(entries);
    expect(converted(entries, "view", 40)).toBe(entries);
    expect(clicked(entries, { experimentId: "x1", phase: 2 })).toBe(entries);
  });

  it("keep the first variant and say when there was another", () => {
    const entries = exposed(exposed([], exposure("control"), 10), exposure("treatment"), 20);
    expect(entries).toMatchObject([{ variant: "control", lists: 2, several: true }]);
  });

  it("join those of an anonymous person: the known person's variant stays", () => {
    const known = exposed([], exposure("control"), 10);
    const same = exposed(clicked(exposed([], exposure("control"), 5), exposure()), exposure("control", "x2"), 6);
    expect(joined(known, same)).toMatchObject([
      { experimentId: "x1", firstAtMs: 5, lists: 2, clicked: 1, several: false },
      { experimentId: "x2", lists: 1 },
    ]);
    const other = clicked(exposed([], exposure("treatment"), 5), exposure());
    expect(joined(known, other)).toMatchObject([{ variant: "control", lists: 1, clicked: 0, several: true }]);
  });

  it("forget what ended long ago beyond the newest eight, never what runs", () => {
    let entries: readonly PersonExperiment[] = [];
    for (let i = 0; i < KEPT_ENDED + 3; i++) entries = exposed(entries, exposure("control", `old-${i}`), i * DAY_MS);
    for (let i = 0; i < 12; i++) entries = exposed(entries, exposure("control", `new-${i}`), 100 * DAY_MS);
    const kept = withoutForgotten(entries).map(({ experimentId }) => experimentId);
    expect(kept.filter((id) => id.startsWith("old-"))).toEqual(Array.from({ length: KEPT_ENDED }, (_, i) => `old-${i + 3}`));
    expect(kept.filter((id) => id.startsWith("new-")).length).toBe(12);
  });
});
