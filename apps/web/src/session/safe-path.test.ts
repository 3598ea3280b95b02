import { expect, test } from "vitest";
import { safePath } from "./safe-path.ts";

test.each([
  ["/live?placement=item", "/live?placement=item"],
  ["//evil.example/x", "/live"],
  ["/\\evil.example", "/live"],
  ["https://evil.example", "/live"],
  ["javascript:alert(1)", "/live"],
  [undefined, "/live"],
])("%s leads to %s", (candidate, expected) => {
  expect(safePath(candidate, "/live")).toBe(expected);
});
