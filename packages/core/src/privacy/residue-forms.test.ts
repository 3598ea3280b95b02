import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormMatcher } from "./form-matcher.ts";
import { residueForms, SHORTEST_FORM_BYTES } from "./residue-forms.ts";

const alias = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("base64url"));
const userId = fc.string({ unit: "grapheme", minLength: 10, maxLength: 40 });
const noise = fc.uint8Array({ maxLength: 40 });

function isFound(haystack: Uint8Array, person: { ids: string[]; aliases: string[] }): boolean {
  let found = false;
  new FormMatcher(residueForms(person).map(({ bytes }) => bytes)).search(haystack, () => {
    found = true;
  });
  return found;
}

describe("residueForms", () => {
  it("finds a person in whatever way text or bytes were written, wherever they stand", () => {
    const ways: readonly [string, (text: string, before: Buffer) => Buffer][] = [
      ["text", (text) => Buffer.from(text)],
      ["NFD", (text) => Buffer.from(text.normalize("NFD"))],
      ["lower case", (text) => Buffer.from(text.toLowerCase())],
      ["UTF-16", (text) => Buffer.from(text, "utf16le")],
      ["hex", (text) => Buffer.from(Buffer.from(text).toString("hex"))],
      ["base64 of a longer text", (text, before) => Buffer.from(Buffer.concat([before, Buffer.from(text)]).toString("base64"))],
      ["base64url of a longer text", (text, before) => Buffer.from(Buffer.concat([before, Buffer.from(text)]).toString("base64url"))],
      ["URL", (text) => Buffer.from(encodeURIComponent(text))],
      ["JSON", (text) => Buffer.from(JSON.stringify({ text }))],
    ];
    fc.assert(
      fc.property(
        userId,
        alias,
        noise,
        noise,
        fc.constantFrom(...ways),
        fc.boolean(),
        (id, subject, before, after, [, written], ofAlias) => {
          const shown = written(ofAlias ? subject : id, Buffer.from(before));
          const haystack = Buffer.concat([before, shown, after]);
          expect(isFound(haystack, { ids: [id], aliases: [subject] })).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("finds the alias as the 16 bytes it stands for", () => {
    fc.assert(
      fc.property(alias, noise, (subject, before) => {
        const bytes = Buffer.from(subject, "base64url");
        for (const shown of [bytes, Buffer.from(bytes.toString("hex")), Buffer.from(Buffer.concat([before, bytes]).toString("base64"))])
          expect(isFound(Buffer.concat([before, shown]), { ids: [], aliases: [subject] })).toBe(true);
      }),
    );
  });

  it("does not find somebody else", () => {
    fc.assert(
      fc.property(alias, alias, noise, (subject, other, before) => {
        fc.pre(subject !== other);
        const haystack = Buffer.concat([before, Buffer.from(other), Buffer.from(other, "base64url")]);
        expect(isFound(haystack, { ids: ["somebody-0815"], aliases: [subject] })).toBe(false);
      }),
    );
  });

  it("leaves out what would be found by chance", () => {
    expect(residueForms({ ids: ["u1"], aliases: [] }).every(({ bytes }) => bytes.length >= SHORTEST_FORM_BYTES)).toBe(true);
  });
});
