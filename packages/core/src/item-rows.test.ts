import fc from "fast-check";
import { expect, it } from "vitest";
import { ItemRows } from "./item-rows.ts";

const KEY = fc.oneof(
  fc.nat(40),
  fc.nat({ max: 2 ** 48 - 1 }),
  fc.nat(40).map((n) => n * 2 ** 32),
);

it("numbers items as a map would, whatever their keys share", () => {
  fc.assert(
    fc.property(fc.array(KEY, { maxLength: 300 }), fc.array(KEY), fc.nat(100), (added, asked, expected) => {
      const rows = new ItemRows(expected);
      const model = new Map<number, number>();
      for (const key of added) {
        if (!model.has(key)) model.set(key, model.size);
        expect(rows.add(key)).toBe(model.get(key));
      }
      expect(rows.size).toBe(model.size);
      for (const [key, row] of model) expect(rows.keyAt(row)).toBe(key);
      for (const key of [...asked, ...added]) expect(rows.find(key)).toBe(model.get(key) ?? -1);
    }),
  );
});
