import fc from "fast-check";
import { expect, test } from "vitest";
import { addToPane, emptyPaneRing, mergePanes, paneRangeSum, paneSum } from "./pane-ring.ts";

const additions = fc.array(fc.record({ pane: fc.nat(30), value: fc.integer({ min: -5, max: 5 }) }), { maxLength: 60 });

test("holds exactly what a list of the panes in reach holds, and counts the rest as late", () => {
  fc.assert(
    fc.property(additions, fc.integer({ min: 1, max: 8 }), (events, panes) => {
      const ring = emptyPaneRing(panes);
      let newest = -1;
      let late = 0;
      const kept: typeof events = [];
      for (const event of events) {
        newest = Math.max(newest, event.pane);
        const inReach = event.pane > newest - panes;
        if (inReach) kept.push(event);
        else late += 1;
        expect(addToPane(ring, event.pane, event.value)).toBe(inReach);
      }
      const naive = (pane: number) =>
        pane > newest - panes ? kept.filter((e) => e.pane === pane).reduce((sum, e) => sum + e.value, 0) : 0;
      let all = 0;
      for (let pane = 0; pane <= 31; pane++) {
        expect(paneSum(ring, pane)).toBe(naive(pane));
        all += naive(pane);
      }
      expect(paneRangeSum(ring, -5, 99)).toBe(all);
      expect(ring.late).toBe(late);
    }),
  );
});

test("two merged rings read as one ring that saw everything", () => {
  fc.assert(
    fc.property(additions, additions, fc.integer({ min: 1, max: 8 }), (left, right, panes) => {
      const merged = emptyPaneRing(panes);
      const other = emptyPaneRing(panes);
      const whole = emptyPaneRing(panes);
      for (const { pane, value } of left) addToPane(merged, pane, value);
      for (const { pane, value } of right) addToPane(other, pane, value);
      for (const { pane, value } of [...left, ...right]) addToPane(whole, pane, value);
      mergePanes(merged, other);
      for (let pane = 0; pane <= 31; pane++) expect(paneSum(merged, pane)).toBe(paneSum(whole, pane));
    }),
  );
});

test("refuses to merge rings of different length", () => {
  expect(() => mergePanes(emptyPaneRing(2), emptyPaneRing(3))).toThrow(RangeError);
});
