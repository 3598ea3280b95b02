import { jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { internalToken } from "./internal-token.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const key = new TextEncoder().encode(SECRET);
const claims = { sub: "user-1", tenant: "tenant-1", role: "viewer" } as const;
const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);

describe("internalToken", () => {
  test("is a standard HS256 JWT that another implementation verifies", async () => {
    const verified = await jwtVerify(internalToken(claims, SECRET, nowMs), key, { algorithms: ["HS256"], currentDate: new Date(nowMs) });
    expect(verified.payload).toEqual({ ...claims, iat: nowMs / 1000, exp: nowMs / 1000 + 60 });
  });

  test("is refused a minute later", async () => {
    const late = jwtVerify(internalToken(claims, SECRET, nowMs), key, { currentDate: new Date(nowMs + 61_000) });
    await expect(late).rejects.toThrow(/exp/);
  });

  test("is refused under another secret", async () => {
    const forged = internalToken(claims, "another-secret-another-secret-00", nowMs);
    await expect(jwtVerify(forged, key, { currentDate: new Date(nowMs) })).rejects.toThrow(/signature/);
  });
});
