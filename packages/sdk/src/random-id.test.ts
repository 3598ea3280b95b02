import { afterEach, expect, test, vi } from "vitest";
import { randomId } from "./random-id.ts";

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const real = globalThis.crypto;

afterEach(() => vi.unstubAllGlobals());

const platforms = [
  { name: "a browser or a recent Node", crypto: real },
  { name: "a page without TLS", crypto: { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => real.getRandomValues(bytes) } },
  { name: "Node 18", crypto: undefined },
];
for (const { name, crypto } of platforms) {
  test(`${name}: UUIDs of version 4, all different`, () => {
    vi.stubGlobal("crypto", crypto);
    const ids = Array.from({ length: 200 }, randomId);
    for (const id of ids) expect(id).toMatch(UUID_4);
    expect(new Set(ids).size).toBe(200);
  });
}
