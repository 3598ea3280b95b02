import { expect, test } from "vitest";
import { sharesOf } from "../report/shares-of.ts";
import { laneOf } from "./lane-of.ts";

test("what a lane calls is the lane's, wherever it is written", () => {
  const frame = (url: string) => ({ functionName: "f", url, lineNumber: 0 });
  const nodes = [
    { id: 1, callFrame: frame(""), children: [2, 4] },
    { id: 2, callFrame: frame("file:///x/apps/stream-worker/src/item-lane.ts"), children: [3] },
    { id: 3, callFrame: frame("file:///x/packages/core/src/models/neighbour-table.ts") },
    { id: 4, callFrame: frame("file:///x/apps/stream-worker/src/user-lane.ts"), children: [5] },
    { id: 5, callFrame: frame("file:///x/packages/core/src/models/neighbour-table.ts") },
  ];
  const shares = sharesOf({ nodes, samples: [1, 3, 5], timeDeltas: [20, 60, 20] }, laneOf);
  expect(Object.fromEntries(shares)).toEqual({ items: 0.6, users: 0.2, "": 0.2 });
});
