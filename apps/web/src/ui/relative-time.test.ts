import { expect, test } from "vitest";
import { relativeTime } from "./relative-time.ts";

const NOW = Date.UTC(2026, 0, 10);
test.each([
  [0, "just now"],
  [-5, "just now"],
  [12, "12 s ago"],
  [200, "3 min ago"],
  [7_300, "2 h ago"],
  [3 * 86_400, "3 d ago"],
  [20 * 86_400, "2 wk ago"],
  [-3 * 86_400, "in 3 d"],
])("%d seconds ago is %s", (seconds, text) => expect(relativeTime(NOW - seconds * 1000, NOW)).toBe(text));
