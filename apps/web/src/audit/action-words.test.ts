import { expect, test } from "vitest";
import { actionSubject, actionWords } from "./action-words.ts";

test.each([
  ["api_key.revoked", "API key revoked", "api_key"],
  ["member.role_changed", "Member role changed", "member"],
  ["personas.replaced", "Personas replaced", "personas"],
  ["odd", "Odd", "odd"],
])("%s reads as what happened", (action, words, subject) => {
  expect(actionWords(action)).toBe(words);
  expect(actionSubject(action)).toBe(subject);
});
