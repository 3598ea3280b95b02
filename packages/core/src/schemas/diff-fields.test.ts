import { expect, it } from "vitest";
import { diffFields } from "./diff-fields.ts";
import { field } from "./fields.fixture.ts";

it("tells what changed in plain words, whatever the order", () => {
  const before = [
    field("a", "int"),
    field("b", "string", { default: "x" }),
    field("c", "enum", { symbols: ["S", "M"] }),
    field("d", "string"),
  ];
  const after = [
    field("c", "enum", { symbols: ["M", "L"] }),
    field("e", "timestamp", { required: false, personal: "seal" }),
    field("b", "string", { personal: "hash", description: "now told" }),
    field("a", "long", { required: false }),
  ];
  expect(diffFields(before, after)).toEqual([
    { field: "c", kind: "changed", sentences: ["May no longer be S.", "May also be L."] },
    { field: "e", kind: "added", sentences: ["New: a timestamp, optional, personal (seal)."] },
    {
      field: "b",
      kind: "changed",
      sentences: ['No longer has the default "x".', "Personal: its treatment becomes hash.", "Its description changes."],
    },
    { field: "a", kind: "changed", sentences: ["Was an int, becomes a long.", "Becomes optional."] },
    { field: "d", kind: "removed", sentences: ["Gone: a text, required. New events may not send it."] },
  ]);
  expect(diffFields(before, before.toReversed())).toEqual([]);
});
