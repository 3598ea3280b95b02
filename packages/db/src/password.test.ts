import { describe, expect, it } from "vitest";
import { hashPassword, matchesPassword, UNMATCHABLE_HASH } from "./password.ts";

describe("a password's hash", () => {
  it("matches the password, in whatever Unicode form it is typed, and no other", async () => {
    const hash = await hashPassword("pâssword of mine");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await matchesPassword("pâssword of mine".normalize("NFD"), hash)).toBe(true);
    expect(await matchesPassword("password of mine", hash)).toBe(false);
  });

  it("differs each time", async () => {
    expect(await hashPassword("the same password")).not.toBe(await hashPassword("the same password"));
  });

  it("is verified with the cost it was made with, by the reference implementation's vector", async () => {
    // phc-winner-argon2, src/test.c: hashtest(version, 2, 8, 1, "password", "somesalt", Argon2_id)
    const vector = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    expect(await matchesPassword("password", vector)).toBe(true);
    expect(await matchesPassword("Password", vector)).toBe(false);
  });

  it("that stands for an unknown e-mail can be worked on, and matches nothing", async () => {
    expect(await matchesPassword("", UNMATCHABLE_HASH)).toBe(false);
    expect(UNMATCHABLE_HASH.split("$")[3]).toBe((await hashPassword("any password")).split("$")[3]);
  });
});
