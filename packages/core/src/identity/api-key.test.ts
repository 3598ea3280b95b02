import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { API_SCOPES } from "../ports/control.ts";
import {
  API_KEY_ENVIRONMENTS,
  API_KEY_KINDS,
  type ApiKeyParts,
  apiKeyPrefix,
  BASE62,
  formatApiKey,
  parseApiKey,
  SCOPES_OF_KIND,
} from "./api-key.ts";

const DIGITS = BASE62.split("");
const base62 = (length: number) => fc.string({ unit: fc.constantFrom(...DIGITS), minLength: length, maxLength: length });
const anyKey: fc.Arbitrary<ApiKeyParts> = fc.record({
  kind: fc.constantFrom(...API_KEY_KINDS),
  environment: fc.constantFrom(...API_KEY_ENVIRONMENTS),
  id: base62(10),
  secret: base62(32),
});

const example: ApiKeyParts = { kind: "secret", environment: "live", id: "A1b2C3d4E5", secret: "0123456789abcdefghijklmnopqrstuv" };

describe("an API key", () => {
  it("looks as documented", () => {
    expect(apiKeyPrefix(example)).toBe("atn_sk_live_A1b2C3d4E5");
    expect(formatApiKey(example)).toMatch(/^atn_sk_live_A1b2C3d4E5_0123456789abcdefghijklmnopqrstuv[0-9A-Za-z]{6}$/);
    expect(formatApiKey({ ...example, kind: "publishable", environment: "test" })).toMatch(/^atn_pk_test_A1b2C3d4E5_/);
  });

  it("ends in the CRC-32 of all before it, as zlib computes it", () => {
    const key = formatApiKey(example);
    const value = key
      .slice(-6)
      .split("")
      .reduce((sum, digit) => sum * 62 + BASE62.indexOf(digit), 0);
    expect(value).toBe(crc32(key.slice(0, -6)));
  });

  it("comes back as what was put in", () => {
    fc.assert(
      fc.property(anyKey, (parts) => {
        expect(parseApiKey(formatApiKey(parts))).toEqual(parts);
      }),
    );
  });

  it("is refused with any one character changed", () => {
    fc.assert(
      fc.property(anyKey, fc.nat(60), fc.constantFrom(...DIGITS), (parts, position, replacement) => {
        const key = formatApiKey(parts);
        fc.pre(position < key.length && key[position] !== replacement);
        expect(parseApiKey(key.slice(0, position) + replacement + key.slice(position + 1))).toBeUndefined();
      }),
    );
  });

  it.each(["", "atn_sk_live_", "Bearer x", `${formatApiKey(example)}0`, formatApiKey(example).slice(0, -1), ` ${formatApiKey(example)}`])(
    "is not %j",
    (text) => {
      expect(parseApiKey(text)).toBeUndefined();
    },
  );
});

describe("scopes of a kind", () => {
  it("are all of them for a secret key", () => {
    expect(new Set(SCOPES_OF_KIND.secret)).toEqual(new Set(API_SCOPES));
  });

  it("let a publishable key neither read nor change anything of the catalogue or of a person, except withdrawing consent", () => {
    expect(SCOPES_OF_KIND.publishable).toEqual(["events:write", "recommendations:read", "consent:withdraw"]);
  });
});
