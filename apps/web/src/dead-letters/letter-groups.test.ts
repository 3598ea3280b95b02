import { describe, expect, test } from "vitest";
import { groupsOf, type Letter, letterState } from "./letter-groups.ts";

const NOW_MS = 1_000_000;
function letter(id: string, fingerprint: string, atMs: number, action?: Letter["action"]): Letter {
  return { id, tenant: "t", source: "ingest", code: "unknown_type", path: "type", message: "m", fingerprint, atMs, action };
}
const done = (action: "replaying" | "replayed" | "discarded", atMs: number, failed?: string): Letter["action"] => ({
  letterId: "x",
  action,
  actor: "Ada",
  atMs,
  failed,
});

describe("letterState", () => {
  test.each([
    [undefined, "open"],
    [done("replayed", 0), "replayed"],
    [done("discarded", 0), "discarded"],
    [done("replaying", NOW_MS - 1), "replaying"],
    [done("replaying", NOW_MS - 1, "refused"), "open"],
    [done("replaying", NOW_MS - 60_000), "open"],
  ] as const)("of %o is %s", (action, state) => {
    expect(letterState({ action }, NOW_MS)).toBe(state);
  });
});

test("groups are by what would mend them, the one with most that are open first", () => {
  const letters = [
    letter("a", "x", 9, done("discarded", 9)),
    letter("b", "x", 8),
    letter("c", "y", 1),
    letter("d", "y", 3),
    letter("e", "z", 99, done("replayed", 99)),
  ];
  expect(
    groupsOf(letters, NOW_MS).map(({ fingerprint, open, letters: all, newest, firstAtMs }) => [
      fingerprint,
      open,
      all.length,
      newest.id,
      firstAtMs,
    ]),
  ).toEqual([
    ["y", 2, 2, "d", 1],
    ["x", 1, 2, "a", 8],
    ["z", 0, 1, "e", 99],
  ]);
});
