import { describe, expect, test } from "vitest";
import { jsonLines } from "./json-lines.ts";

const event = { type: "play", properties: { colour: "red", tags: ["a", { b: 1 }], none: {} }, value: 3 };
const marked = (path: string) =>
  jsonLines(event, path)
    .filter((line) => line.marked)
    .map(({ text }) => text.trim());

describe("jsonLines", () => {
  test("is the JSON that JSON.stringify writes, but for what is empty", () => {
    const text = jsonLines(event, "")
      .map((line) => line.text)
      .join("\n");
    expect(text).toBe(JSON.stringify(event, null, 2));
    expect(JSON.parse(text)).toEqual(event);
    expect(jsonLines(null, "")).toEqual([{ text: "null", marked: false }]);
  });

  test.each([
    ["properties.colour", '"colour": "red",'],
    ["properties.tags[0]", '"a",'],
    ["properties.tags[1].b", '"b": 1'],
    ["value", '"value": 3'],
  ])("marks %s", (path, line) => {
    expect(marked(path)).toEqual([line]);
  });

  test.each([
    ["properties.size", '"properties": {'],
    ["properties.tags[7]", '"tags": ['],
    ["itemId", "{"],
  ])("marks what is around %s, which is not there", (path, line) => {
    expect(marked(path)).toEqual([line]);
  });

  test("marks nothing without a path", () => {
    expect(marked("")).toEqual([]);
  });
});
