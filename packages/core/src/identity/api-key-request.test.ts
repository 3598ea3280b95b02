import { describe, expect, it } from "vitest";
import { apiKeyRequestSchema } from "./api-key-request.ts";

const REQUEST = { name: " Web shop ", kind: "publishable", environment: "live", scopes: ["events:write"], allowedOrigins: [] } as const;
const complaints = (changes: object) =>
  (apiKeyRequestSchema.safeParse({ ...REQUEST, ...changes }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );

describe("a request for an API key", () => {
  it("is taken with its name trimmed", () => {
    expect(apiKeyRequestSchema.parse({ ...REQUEST, allowedOrigins: ["https://shop.example", "http://localhost:5173"] })).toMatchObject({
      name: "Web shop",
      allowedOrigins: ["https://shop.example", "http://localhost:5173"],
    });
  });

  it.each([
    ["https://shop.example/", "https://shop.example"],
    ["https://shop.example/cart?x=1", "https://shop.example"],
    ["shop.example", "https://shop.example"],
    ["https://Shop.Example:443", "https://shop.example"],
  ])("says which origin was meant by %s", (origin, meant) => {
    expect(complaints({ allowedOrigins: [origin] })).toEqual([
      `allowedOrigins.0: An origin reads like https://shop.example, without a path; did you mean ${meant}?`,
    ]);
  });

  it.each(["", "*", "javascript:alert(1)", "https://", "null"])("does not take %j for an origin", (origin) => {
    expect(complaints({ allowedOrigins: [origin] })).toHaveLength(1);
  });

  it("wants https from strangers", () => {
    expect(complaints({ allowedOrigins: ["http://shop.example"] })).toEqual([
      "allowedOrigins.0: Only pages of your own machine may come without https.",
    ]);
  });

  it("holds a kind to its scopes, and origins to publishable keys", () => {
    expect(complaints({ scopes: ["events:write", "items:write"] })).toEqual(["scopes: A publishable key cannot have items:write."]);
    expect(complaints({ kind: "secret", allowedOrigins: ["https://shop.example"] })).toHaveLength(1);
    expect(complaints({ scopes: [] })).toHaveLength(1);
    expect(complaints({ name: "  " })).toHaveLength(1);
  });
});
