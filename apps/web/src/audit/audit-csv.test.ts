import fc from "fast-check";
import { expect, test } from "vitest";
import { auditCsv, csvCell } from "./audit-csv.ts";

test("a line has its columns, quoted", () => {
  const line = {
    id: "7",
    atMs: 0,
    actor: "user:u1",
    actorName: 'Ann "A."',
    action: "member.added",
    before: null,
    after: { role: "viewer" },
  };
  expect(auditCsv([{ ...line, reason: "new, here", requestId: undefined }])).toBe(
    [
      "id,time,actor,name,action,reason,before,after,request",
      '"7","1970-01-01T00:00:00.000Z","user:u1","Ann ""A.""","member.added","new, here","","{""role"":""viewer""}",""',
      "",
    ].join("\r\n"),
  );
});

test.each(["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "|x", "%0A"])("%j does not run", (text) => {
  expect(csvCell(text)).toBe(`"'${text.replaceAll('"', '""')}"`);
});

test("no text begins a formula, and none is lost", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const cell = csvCell(text).slice(1, -1).replaceAll('""', '"');
      expect(/^\s*[=+\-@]/.test(cell)).toBe(false);
      expect(cell === text || cell === `'${text}`).toBe(true);
    }),
  );
});
