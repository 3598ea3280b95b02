import { EVENT_RESULT_CODES } from "@attune/core/events/event-request";
import { expect, test } from "vitest";
import { remedyOf } from "./remedy-of.ts";

test("every way of not taking an event has a remedy", () => {
  for (const code of EVENT_RESULT_CODES) {
    const status = code === "duplicate" ? "duplicate" : code === "no_permission" ? "suppressed" : "rejected";
    expect(remedyOf({ status, code, path: "events[0].x" })?.text, code).toBeTruthy();
  }
});

test("an unknown type leads to the schemas, also where the whole request was refused", () => {
  expect(remedyOf({ status: "rejected", code: "unknown_type" })?.link?.href).toBe("/schemas");
  expect(remedyOf({ status: "rejected", code: "nothing_accepted", path: "events[3].type" })?.link?.href).toBe("/schemas");
  expect(remedyOf({ status: "rejected", code: "nothing_accepted", path: "properties.colour" })?.link?.href).toBe("/schemas");
  expect(remedyOf({ status: "rejected", code: "nothing_accepted", path: "itemId" })?.link).toBeUndefined();
});

test("what was accepted needs none", () => {
  expect(remedyOf({ status: "accepted" })).toBeUndefined();
});
