import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOf, localText } from "./local-instant.ts";

test("what the field shows is the moment that it names", () => {
  // Not in the hour that is there twice when clocks go back: a local time cannot tell the two apart.
  fc.assert(
    fc.property(fc.integer({ min: 946_684_800, max: 4_102_444_800 }), (second) => {
      const text = localText(second * 1000);
      expect(localText(instantOf(text) ?? 0)).toBe(text);
    }),
  );
  expect(instantOf("")).toBeNull();
  expect(instantOf("soon")).toBeNull();
});
