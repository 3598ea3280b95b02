import { REASON_CODES } from "@attune/core/recommendations/schema";
import { expect, test } from "vitest";
import { reasonText } from "./reason-text.ts";

const titleOf = (itemId: string) => (itemId === "i1" ? "Blue $& Train" : itemId);

test("names items by their titles, to the letter", () => {
  expect(reasonText(REASON_CODES, { code: "similar_to", itemId: "i1", weight: 1 }, titleOf)).toBe("Similar to Blue $& Train");
  expect(reasonText(REASON_CODES, { code: "next_after", itemId: "i2", weight: 1 }, titleOf)).toBe("Often comes next after i2");
  expect(reasonText(REASON_CODES, { code: "similar_to", weight: 1 }, titleOf)).toBe("Similar to another item");
  expect(reasonText(REASON_CODES, { code: "trending", weight: 1 }, titleOf)).toBe("Trending at this moment");
});
