import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormMatcher } from "./form-matcher.ts";

const few = fc.uint8Array({ minLength: 2, maxLength: 5 }).map((bytes) => bytes.map((byte) => byte % 3));

describe("FormMatcher", () => {
  it("finds what a search for one form after the other finds", () => {
    fc.assert(
      fc.property(fc.array(few, { maxLength: 6 }), fc.uint8Array({ maxLength: 60 }), (forms, random) => {
        const bytes = random.map((byte) => byte % 3);
        const found: [number, number][] = [];
        new FormMatcher(forms).search(bytes, (form, at) => found.push([at, form]));
        const expected: [number, number][] = [];
        for (const [i, form] of forms.entries())
          for (let at = Buffer.from(bytes).indexOf(form); at !== -1; at = Buffer.from(bytes).indexOf(form, at + 1)) expected.push([at, i]);
        const byPlace = (a: [number, number], b: [number, number]) => a[0] - b[0] || a[1] - b[1];
        expect(found.toSorted(byPlace)).toEqual(expected.toSorted(byPlace));
      }),
    );
  });

  it("leaves to the next piece what begins in the overlap", () => {
    const found: number[] = [];
    new FormMatcher([Buffer.from("abc")]).search(Buffer.from("abcabc"), (_, at) => found.push(at), 3);
    expect(found).toEqual([0]);
  });

  it("refuses a form that would be found everywhere", () => {
    expect(() => new FormMatcher([Buffer.from("a")])).toThrow(RangeError);
  });
});
