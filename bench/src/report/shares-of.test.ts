import { expect, test } from "vitest";
import { packageOf, sharesOf } from "./shares-of.ts";

const frame = (functionName: string, url = "") => ({ functionName, url, lineNumber: 0 });

test("what Node does counts for whoever called it, and idle time for nobody", () => {
  const nodes = [
    { id: 1, callFrame: frame("(root)"), children: [2, 3, 6] },
    { id: 2, callFrame: frame("(idle)") },
    { id: 3, callFrame: frame("send", "file:///x/node_modules/kafkajs/src/producer.js"), children: [4] },
    { id: 4, callFrame: frame("writev", "node:internal/net"), children: [5] },
    { id: 5, callFrame: frame("encode", "file:///x/packages/adapters/src/codec/avro.ts") },
    { id: 6, callFrame: frame("(garbage collector)") },
  ];
  const shares = sharesOf({ nodes, samples: [2, 3, 4, 5, 6], timeDeltas: [900, 20, 30, 40, 10] }, packageOf);
  expect([...shares]).toEqual([
    ["kafkajs", 0.5],
    ["adapters/codec", 0.4],
    ["", 0.1],
  ]);
});

test.each([
  ["file:///x/node_modules/@qdrant/js-client-rest/dist/a.js", "@qdrant/js-client-rest"],
  ["file:///x/node_modules/a/node_modules/undici/lib/b.js", "undici"],
  ["file:///x/apps/stream-worker/src/item-lane.ts", "stream-worker/item-lane"],
  ["file:///x/packages/core/src/ranking/decide.ts", "core/ranking"],
  ["node:internal/deps/undici/undici", undefined],
])("%s belongs to %s", (url, owner) => {
  expect(packageOf(frame("f", url))).toBe(owner);
});
