import { expect, test } from "vitest";
import { hottest } from "./hottest.ts";

test("adds up what a function took wherever it was called, idle time apart", () => {
  const frame = (id: number, functionName: string, url = "") => ({ id, callFrame: { functionName, url, lineNumber: 4 } });
  const nodes = [
    frame(1, "(idle)"),
    frame(2, "fold", "file:///x/packages/core/src/fold.ts"),
    frame(3, "fold", "file:///x/packages/core/src/fold.ts"),
    frame(4, ""),
  ];
  const lines = hottest({ nodes, samples: [1, 2, 3, 4], timeDeltas: [500, 200, 200, 100] }, 2);
  expect(lines.map((line) => line.trim())).toEqual(["50.0 % busy", "40.0 % fold (core/src/fold.ts:5)", "10.0 % (anonymous)"]);
});
