import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locateJsonError } from "./locate-json-error.ts";

describe("locateJsonError", () => {
  it.each([
    ['{"events":[{"value":NaN}]}', "events[0].value", "NaN is not JSON", 1, 21],
    ['{"a":1,}', "", "a comma too many", 1, 8],
    ['{\n  "a": tru\n}', "a", "a value is expected", 2, 8],
    ["{'a':1}", "", "a property name in double quotes is expected", 1, 2],
    ['{"a":[1 2]}', "a", "a comma or ] is expected", 1, 9],
    ['{"a":"b', "a", "not closed", 1, 8],
    ['{"a":01}', "a", "a value is expected", 1, 6],
    ["", "", "the end of the text", 1, 1],
    ["{} x", "", "nothing may follow", 1, 4],
    ['{"a":"\\x"}', "a", "does not belong into a text", 1, 7],
  ])("finds the mistake in %j", (text, path, message, line, column) => {
    const found = locateJsonError(text);
    expect(found).toMatchObject({ path: path === "a" && message.startsWith("a comma or") ? "a" : path, line, column });
    expect(found.message).toContain(message);
  });

  it("always finds a mistake where JSON.parse does, and only there", () => {
    const damaged = fc.tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", '"', "}", "x", "\u0001")).map(([json, at, put]) => {
      const place = at % (json.length + 1);
      return json.slice(0, place) + put + json.slice(place + 1);
    });
    fc.assert(
      fc.property(damaged, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(locateJsonError(text).message === "is not JSON").toBe(valid);
      }),
      { numRuns: 500 },
    );
  });
});
