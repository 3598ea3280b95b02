import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aliasMessage, subjectAliaser } from "./subject-alias.ts";

const hash = (pepper: Uint8Array, message: string) =>
  createHmac("sha256", pepper).update(message).digest().subarray(0, 16).toString("base64url");
const tenant = { id: "t1", pepper: new Uint8Array(32).fill(1) };

describe("aliasMessage", () => {
  it("differs whenever kind, id or epoch differ", () => {
    const part = fc.tuple(
      fc.constantFrom("user" as const, "anonymous" as const),
      fc.string({ unit: fc.constantFrom("1", ":", "|", "0", "a") }),
      fc.nat(3),
    );
    fc.assert(
      fc.property(part, part, (a, b) => {
        expect(aliasMessage(...a) === aliasMessage(...b)).toBe(a.every((value, i) => value === b[i]));
      }),
    );
  });
});

describe("subjectAliaser", () => {
  it("gives 22 characters of base64url, the same for the same person, from the cache or not", () => {
    let hashes = 0;
    const counted = (pepper: Uint8Array, message: string) => {
      hashes += 1;
      return hash(pepper, message);
    };
    const alias = subjectAliaser(counted, 10);
    const first = alias(tenant, "user", "ada");
    expect(first.subject).toMatch(/^[\w-]{22}$/);
    expect(first.key).toBe(`t1|${first.subject}`);
    expect(alias(tenant, "user", "ada")).toEqual(first);
    expect(hashes).toBe(1);
    expect(subjectAliaser(hash, 10)(tenant, "user", "ada")).toEqual(first);
  });

  it("tells kinds, tenants and peppers apart", () => {
    const alias = subjectAliaser(hash, 10);
    const others = [
      alias(tenant, "anonymous", "ada"),
      alias({ id: "t2", pepper: new Uint8Array(32).fill(2) }, "user", "ada"),
      subjectAliaser(hash, 10)({ id: "t1", pepper: new Uint8Array(32).fill(3) }, "user", "ada"),
    ];
    expect(new Set([alias(tenant, "user", "ada"), ...others].map((lane) => lane.subject)).size).toBe(4);
  });
});
