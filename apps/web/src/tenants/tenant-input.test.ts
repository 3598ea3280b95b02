import fc from "fast-check";
import { expect, test } from "vitest";
import { slugOf, tenantInputSchema } from "./tenant-input.ts";

test.each([
  ["Café Noir & Co.", "cafe-noir-co"],
  ["  Book shop  ", "book-shop"],
  ["日本", ""],
])("the slug of %s is %s", (name, slug) => expect(slugOf(name)).toBe(slug));

test("whatever the name, its slug is empty or one that the server takes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (name) => {
      const slug = slugOf(name);
      expect(slug === "" || tenantInputSchema.safeParse({ name: "Name", slug }).success).toBe(true);
    }),
  );
});
