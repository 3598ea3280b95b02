import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { seal, unseal } from "./sealed-bytes.ts";

const key = randomBytes(32);
const plain = new Uint8Array([1, 2, 3]);

describe("sealed bytes", () => {
  it("come back as they were", () => {
    expect(unseal(key, "a purpose", seal(key, "a purpose", plain))).toEqual(plain);
  });

  it("differ each time", () => {
    expect(seal(key, "a purpose", plain)).not.toEqual(seal(key, "a purpose", plain));
  });

  it("open under no other key and for no other purpose", () => {
    const sealed = seal(key, "a purpose", plain);
    expect(() => unseal(randomBytes(32), "a purpose", sealed)).toThrow(/master key/);
    expect(() => unseal(key, "another purpose", sealed)).toThrow(/another purpose cannot be unsealed/);
  });

  it("open with no byte changed", () => {
    const sealed = seal(key, "a purpose", plain);
    for (let i = 0; i < sealed.length; i++) {
      const changed = sealed.map((byte, at) => (at === i ? byte ^ 1 : byte));
      expect(() => unseal(key, "a purpose", changed), `byte ${i}`).toThrow(/a purpose/);
    }
  });
});
