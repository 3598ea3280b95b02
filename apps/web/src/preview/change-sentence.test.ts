import { compareLists } from "@attune/core/recommendations/compare-lists";
import { expect, test } from "vitest";
import { changeSentence } from "./change-sentence.ts";

test("counts what is new, moved and gone", () => {
  expect(changeSentence(compareLists(["a", "b", "c", "d"], ["c", "x", "a", "b"]))).toBe("1 new, 1 up, 2 down, 1 gone");
});

test("says so when nothing moved", () => {
  expect(changeSentence(compareLists(["a", "b"], ["a", "b"]))).toBe("the list stayed the same");
});
