import { expect, test } from "vitest";
import { Failure, sentenceOf } from "./failure.ts";

const refusal = (code: string) => Object.assign(new Error("raw"), { code, path: "/data/x" });

test.each([
  ["ENOSPC", /disk that holds \/data\/x is full/],
  ["EROFS", /\/data\/x cannot be written to/],
  ["EACCES", /\/data\/x cannot be written to/],
  ["ENOTDIR", /\/data\/x is in the way/],
])("%s becomes one clear sentence", (code, sentence) => {
  expect(sentenceOf(refusal(code), "Starting")).toMatch(sentence);
});

test("a failure speaks for itself, anything else names what was being done", () => {
  expect(sentenceOf(new Failure("Port 4000 is taken."), "Starting")).toBe("Port 4000 is taken.");
  expect(sentenceOf(new Error("boom"), "Migrating")).toBe("Migrating failed: boom");
});
