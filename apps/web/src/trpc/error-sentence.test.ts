import { TRPCClientError } from "@trpc/client";
import { expect, test } from "vitest";
import { errorSentence } from "./error-sentence.ts";

/** An error as the client makes it of an answer of the server. */
const answered = (message: string, code: string) =>
  TRPCClientError.from({ error: { message, code: -32_000, data: { code, httpStatus: 400 } } });

test("the server's sentence is shown as it is", () => {
  expect(errorSentence(answered("The last owner cannot be removed.", "CONFLICT"))).toBe("The last owner cannot be removed.");
});

test("of an input's faults the first is told, with its field", () => {
  const faults = JSON.stringify([
    { code: "too_small", path: ["slug"], message: "At least two letters." },
    { code: "too_small", path: ["name"], message: "A name." },
  ]);
  expect(errorSentence(answered(faults, "BAD_REQUEST"))).toBe("slug: At least two letters.");
});

test("a server that was not reached is told apart from one that refused", () => {
  expect(errorSentence(TRPCClientError.from(new TypeError("fetch failed")))).toMatch(/cannot be reached/);
  expect(errorSentence(new RangeError("x is not a function"))).toBe("Something went wrong on this page.");
});
