import { expect, test } from "vitest";
import { keyStatus } from "./key-status.ts";

const NOW_MS = 10_000_000;

test("a key is active until it has an end", () => {
  expect(keyStatus({ lastUsedAtMs: NOW_MS, revokedAtMs: undefined }, NOW_MS)).toEqual({ state: "active", tone: "ok", label: "Active" });
});

test("it has ended exactly when its end has come, as the api sees it", () => {
  expect(keyStatus({ lastUsedAtMs: undefined, revokedAtMs: NOW_MS }, NOW_MS)).toMatchObject({ state: "ended", label: "Revoked" });
  expect(keyStatus({ lastUsedAtMs: undefined, revokedAtMs: NOW_MS + 1 }, NOW_MS)).toMatchObject({ state: "ending" });
});

test("a key that is to end says whether it is still in use", () => {
  const revokedAtMs = NOW_MS + 14 * 60_000;
  expect(keyStatus({ lastUsedAtMs: NOW_MS - 20_000, revokedAtMs }, NOW_MS)).toEqual({
    state: "ending",
    tone: "warn",
    label: "Ends in 14 min",
    note: "Still used 20 s ago: somebody has the old key",
  });
  expect(keyStatus({ lastUsedAtMs: NOW_MS - 600_000, revokedAtMs }, NOW_MS)).toMatchObject({
    tone: "neutral",
    note: "Last used 10 min ago",
  });
  expect(keyStatus({ lastUsedAtMs: undefined, revokedAtMs }, NOW_MS).note).toBe("Never used");
});
