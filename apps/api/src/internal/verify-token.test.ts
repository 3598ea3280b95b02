import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifyToken } from "./verify-token.ts";

const SECRET = "s".repeat(32);
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const sign = (header: object, payload: object, secret = SECRET) => {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `Bearer ${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
};
const HEADER = { alg: "HS256", typ: "JWT" };
const CLAIMS = { sub: "u1", tenant: "t1", role: "viewer", exp: 2000 };
const NOW_MS = 1_999_000;

describe("verifyToken", () => {
  it("reads the claims of a good token", () => expect(verifyToken(sign(HEADER, CLAIMS), SECRET, NOW_MS)).toEqual(CLAIMS));

  it.each([
    ["nothing", undefined],
    ["another secret", sign(HEADER, CLAIMS, "x".repeat(32))],
    ["no signature at all", `Bearer ${encode({ alg: "none" })}.${encode(CLAIMS)}.`],
    ["another algorithm under our secret", sign({ alg: "HS512" }, CLAIMS)],
    ["a claim changed after signing", sign(HEADER, CLAIMS).replace(encode(CLAIMS), encode({ ...CLAIMS, role: "owner" }))],
    ["a claim missing", sign(HEADER, { ...CLAIMS, tenant: undefined })],
    ["not a token", "Bearer atn_sk_live_x"],
  ])("refuses %s", (_what, authorization) => expect(() => verifyToken(authorization, SECRET, NOW_MS)).toThrow(/token/));

  it("refuses an expired one, to the millisecond", () => {
    expect(() => verifyToken(sign(HEADER, CLAIMS), SECRET, 2_000_000)).toThrow(/expired/);
    expect(verifyToken(sign(HEADER, CLAIMS), SECRET, 1_999_999).sub).toBe("u1");
  });
});
