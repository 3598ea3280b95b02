import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { personTagger } from "./person-tag.ts";
import { aliasMessage, type KeyedHash } from "./subject-alias.ts";

const hash: KeyedHash = (pepper, message) => createHmac("sha256", pepper).update(message).digest().subarray(0, 16).toString("base64url");
const tenant = (id: string, fill: number) => ({ id, pepper: new Uint8Array(32).fill(fill) });

describe("personTagger", () => {
  it("is the same for the same person and differs between people and tenants", () => {
    const tagOf = personTagger(hash, 10);
    expect(tagOf(tenant("a", 1), "x")).toBe(personTagger(hash, 10)(tenant("a", 1), "x"));
    expect(new Set([tagOf(tenant("a", 1), "x"), tagOf(tenant("a", 1), "y"), tagOf(tenant("b", 2), "x")]).size).toBe(3);
  });

  it("is never what an alias is made of", () => {
    // An alias message begins with the length of its kind, a tag message with a letter.
    expect(aliasMessage("user", "x", 0)).toMatch(/^\d/);
    expect(personTagger(hash, 10)(tenant("a", 1), "x")).toMatch(/^[\w-]{22}$/);
  });
});
