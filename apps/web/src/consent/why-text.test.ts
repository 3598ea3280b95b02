import { expect, test } from "vitest";
import { whyText } from "./why-text.ts";

const decision = { because: "decision", atMs: 1, id: "1" } as const;

test.each([
  [{ ...decision, permitted: false, source: "console" }, "The person decided: somebody at this console entered it."],
  [{ ...decision, permitted: false, source: "Sec-GPC" }, "The person decided: their browser's privacy signal (Sec-GPC)."],
  [{ ...decision, permitted: true, source: "cookie-banner" }, "The person decided: taken at cookie-banner."],
  [
    { because: "policy", permitted: false, version: 2, sinceMs: 1 },
    "The person had not decided; version 2 of the policy denies it until they agree.",
  ],
  [{ because: "no_policy", permitted: false }, "There was no policy yet, and without one nothing is permitted."],
] as const)("%j reads as a sentence", (why, text) => expect(whyText(why)).toBe(text));
