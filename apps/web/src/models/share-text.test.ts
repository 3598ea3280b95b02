import { expect, test } from "vitest";
import { shareText } from "./share-text.ts";

test.each([
  [0, "0 %"],
  [0.004, "< 1 %"],
  [0.37, "37 %"],
  [0.996, "> 99 %"],
  [1, "100 %"],
])("%s is %s", (share, text) => expect(shareText(share)).toBe(text));
