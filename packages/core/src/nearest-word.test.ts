import { describe, expect, it } from "vitest";
import { didYouMean, nearestWord } from "./nearest-word.ts";

const FIELDS = ["eventId", "type", "userId", "anonymousId", "itemId", "timestamp"];

describe("nearestWord", () => {
  it.each([
    ["user_id", "userId"],
    ["UserID", "userId"],
    ["itemid", "itemId"],
    ["tpye", "type"],
    ["time-stamp", "timestamp"],
    ["anonymosId", "anonymousId"],
    ["user", "userId"],
    ["item", "itemId"],
  ])("takes %s for %s", (typed, meant) => expect(nearestWord(typed, FIELDS)).toBe(meant));

  it.each(["colour", "x", "", "properties"])("does not guess at %j", (typed) => expect(nearestWord(typed, FIELDS)).toBeUndefined());

  it("puts the guess into a sentence", () => {
    expect(`unknown property${didYouMean("user_id", FIELDS)}`).toBe("unknown property, did you mean userId?");
    expect(`unknown property${didYouMean("zzzzzz", FIELDS)}`).toBe("unknown property");
  });
});
