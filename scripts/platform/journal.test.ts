import { appendFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { openJournal, readNotes } from "./journal.ts";

const file = path.join(mkdtempSync(path.join(tmpdir(), "attune-journal-")), "journal.jsonl");

test("notes survive a reopening, a cut line is skipped, old ones are dropped", () => {
  const journal = openJournal(file, () => 7);
  journal.note("api", "restarted");
  appendFileSync(file, '{"atMs": 8, "pro');
  expect(readNotes(file)).toEqual([{ atMs: 7, process: "api", message: "restarted" }]);
  appendFileSync(file, "\n");
  for (let i = 0; i < 1200; i++) journal.note("worker", `note ${i}`);
  openJournal(file, () => 9);
  expect(readNotes(file)).toHaveLength(1000);
  expect(readNotes(file).at(-1)?.message).toBe("note 1199");
});
