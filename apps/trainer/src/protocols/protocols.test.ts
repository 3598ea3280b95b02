import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { itemKey } from "@attune/core/identity/item-key";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataError } from "../formats/data-error.ts";
import type { Protocol, Step } from "./protocol.ts";
import { PROTOCOLS } from "./protocols.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "attune-evaluate-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const write = (files: Record<string, string>) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dir, name), name.endsWith(".gz") ? gzipSync(text) : text);
};
const named = (name: string) => PROTOCOLS.find((each) => each.name === name) as Protocol;

/** Steps as short words: `alice:3` an event, `(bob:1)` one that is only remembered, `alice?4!1,2` a question for 4 with 1 and 2 excluded. */
async function told(name: string, file?: string): Promise<string[]> {
  const ids = new Map(Array.from({ length: 100 }, (_, i) => [itemKey(String(i)), String(i)]));
  const list = (keys: Iterable<number>) => Array.from(keys, (key) => ids.get(key)).join(",");
  const said: string[] = [];
  for await (const step of named(name).steps({ dir, file, advance: () => undefined }) as AsyncIterable<Step>) {
    if (step.kind === "event") said.push(`${step.event.subject}:${step.event.itemId}`);
    if (step.kind === "remember") said.push(`(${step.event.subject}:${step.event.itemId})`);
    if (step.kind !== "question" || !step.question.counts) continue;
    const { subject, relevant, excluded, given, group } = step.question;
    said.push(`${group}${subject}?${list(relevant)}!${list(excluded)}${given ? `of ${list(given)}` : ""}`);
  }
  return said;
}

describe("protocols", () => {
  it("prequential: by time, then file; the known are asked first, without what they have seen", async () => {
    write({ "u.data": "ann\t1\t5\t20\nbob\t2\t1\t10\nann\t3\t1\t30\nbob\t4\t3\t30\n" });
    expect(await told("prequential", "u.data")).toEqual(["bob:2", "ann:1", "ann?3!1", "ann:3", "bob?4!2", "bob:4"]);
  });

  it("leave-one-out: the last item of each line is asked for when all else is learned", async () => {
    write({ "sequences.txt": "ann 1 2 3\nbob 4\ncid 5 6\n" });
    expect(await told("leave-one-out")).toEqual(["ann:1", "ann:2", "cid:5", "ann?3!1,2", "cid?6!5"]);
  });

  it("recall20: test lines of people with training items, those excluded", async () => {
    write({ "train.txt": "ann 1 2\nbob\n", "test.txt": "ann 3 4\nbob 5\ncid 6\n" });
    expect(await told("recall20")).toEqual(["ann:1", "ann:2", "ann?3,4!1,2"]);
  });

  it("sessions: every line is somebody else; a test line's beginning is only remembered", async () => {
    write({ "train.txt": "1 2\n", "test.txt": "1 2 3\n" });
    expect(await told("sessions")).toEqual(["train-1:1", "train-1:2", "(test-1:1)", "(test-1:2)", "test-1?3!"]);
  });

  it("ncf: only the held-out item and its negatives are ranked", async () => {
    write({ "ncf.train.pairs": "ann\t1\n", "ncf.test.negative": "(ann,2)\t3\t4\n" });
    expect(await told("ncf")).toEqual(["ann:1", "ann?2!of 2,3,4"]);
  });

  it("holdout: all test items of a person at once", async () => {
    write({ "train.tsv": "ann\t1\t5\t20\nann\t2\t5\t10\n", "test.tsv": "ann\t3\t1\t30\nann\t4\t5\t31\nbob\t5\t1\t30\n" });
    expect(await told("holdout")).toEqual(["ann:2", "ann:1", "ann?3,4!2,1"]);
  });

  it("online-retail: baskets of the last tenth of the time, of customers with history, in both ways of asking", async () => {
    const rows = [
      "i1,1,1,2011-01-01 08:00:00,2.5,ann,GB",
      "i1,2,1,2011-01-01 08:00:00,2.5,ann,GB",
      "c1,1,-1,2011-05-01 08:00:00,2.5,ann,GB",
      "i2,9,1,2011-06-01 08:00:00,2.5,,GB",
      "i3,2,1,2011-12-31 08:00:00,2.5,ann,GB",
      "i4,1,1,2011-12-31 08:00:00,2.5,bob,GB",
      "i3,3,1,2011-12-31 08:00:00,2.5,ann,GB",
    ];
    write({ "events.csv.gz": `InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n${rows.join("\n")}\n` });
    expect(await told("online-retail")).toEqual(["ann:1", "ann:2", "allann?2,3!", "newann?3!1,2", "ann:2", "ann:3", "bob:1"]);
  });

  it.each([
    ["leave-one-out", {}, "There is no sequences.txt in"],
    ["recall20", { "train.txt": "ann 1\n" }, "There is no test.txt in"],
    ["sessions", { "train.txt": "1 2\n", "test.txt": "1\n" }, "test.txt, line 1: a session needs at least 2 items."],
    ["ncf", { "ncf.train.pairs": "ann 1\n" }, "ncf.train.pairs, line 1: expected user<TAB>item."],
    ["ncf", { "ncf.train.pairs": "ann\t1\n", "ncf.test.negative": "ann,1\t2\n" }, "ncf.test.negative, line 1: expected (user,item)"],
    ["holdout", { "train.tsv": "ann\t1\t5\t10\nann\t1\t5\n" }, "train.tsv, line 2: expected user<TAB>item<TAB>value<TAB>timestamp."],
    ["holdout", { "train.tsv": "ann\t1\t5\tnoon\n" }, 'train.tsv, line 1: the timestamp "noon" is not a number of seconds.'],
    ["online-retail", { "events.csv.gz": "InvoiceNo,StockCode\n1,2\n" }, "events.csv.gz has no column Quantity"],
  ] as const)("%s says what is wrong with %o", async (name, files, message) => {
    write(files);
    await expect(told(name)).rejects.toThrow(DataError);
    await expect(told(name)).rejects.toThrow(message);
  });

  it("prequential asks for the file's name", () => {
    expect(() => named("prequential").files(undefined)).toThrow("needs --file");
  });
});
