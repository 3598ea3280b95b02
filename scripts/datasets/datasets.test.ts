import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { itemSchema } from "@attune/core/catalogue/schema";
import { expect, test } from "vitest";
import { Failure } from "../platform/failure.ts";
import { describeDataset, openDataset } from "./detect-dataset.ts";

const folder = mkdtempSync(path.join(tmpdir(), "attune-datasets-"));
const write = (name: string, files: Readonly<Record<string, string | Buffer>>) => {
  const place = path.join(folder, name);
  mkdirSync(place, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(place, file), content);
  return place;
};

const films = write("films", {
  "u.data": "7\t2\t3\t2000\n8\t1\t5\t1000\n7\t1\t1\t2000\n",
  "u.item": Buffer.from("1|Caf\xe9 Nocturne (1995)|01-Jan-1995||u|0|1|0\n2|Undated||||0|0|1\n", "latin1"),
  "u.user": "7|24|M|technician|85711\n8|53|F|other|94043\n",
  "u.genre": "unknown|0\nDrama|1\nWar|2\n\n",
});

const shop = write("shop", {
  "events.csv.gz": gzipSync(
    [
      "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
      "100,A1,6,2010-12-01 08:26:00,2.55,17850,United Kingdom",
      "101,B2,1,2010-12-01 08:27:00,3,,Atlantis",
      "C102,A1,-6,2010-12-01 09:00:00,2.55,17850,United Kingdom",
      "103,A1,-2,2010-12-01 09:01:00,2.55,,United Kingdom",
      "104,A1,2,2010-12-01 09:02:00,0,,United Kingdom",
      "105,POST,1,2010-12-02 10:00:00,18,12583,France",
    ].join("\n"),
  ),
  "items.csv.gz": gzipSync(
    'StockCode,Description,Rows\nA1,"RED CAKE STAND, LARGE",3\nA1,damaged,1\nB2,BLUE MUG,1\nPOST,POSTAGE,1\nZ9,never sold,1\n',
  ),
});

const lines = write("lines", {
  "items.jsonl": '{"itemId":"a","title":"A"}\n',
  "events.jsonl":
    '{"type":"view","userId":"u","itemId":"a","timestamp":"2020-01-01T00:00:00Z"}\n\n{"eventId":"mine","type":"view","anonymousId":"x","itemId":"a","timestamp":1577836801000,"properties":{"k":1}}\n',
});

test("MovieLens: in time order with ties by file, latin-1 titles, stars as value", async () => {
  const dataset = openDataset(films);
  const events = await Array.fromAsync(dataset.events());
  expect(events.map(({ eventId, value, timestamp }) => [eventId, value, timestamp])).toEqual([
    ["rating-8-1", 5, 1_000_000],
    ["rating-7-2", 3, 2_000_000],
    ["rating-7-1", 1, 2_000_000],
  ]);
  const items = await Array.fromAsync(dataset.items());
  for (const item of items) itemSchema.parse(item);
  expect(items).toEqual([
    {
      itemId: "1",
      title: "Café Nocturne (1995)",
      categories: ["Drama"],
      attributes: { year: 1995 },
      tags: ["1990s"],
      publishedAt: "1995-01-01T00:00:00.000Z",
    },
    { itemId: "2", title: "Undated", categories: ["War"] },
  ]);
  expect(await dataset.survey()).toEqual({ events: 3, lastAtMs: 2_000_000, skipped: {} });
  expect((await dataset.personas())[0]).toMatchObject({ userId: "7", label: "Viewer 7, technician" });
});

test("Online Retail: bought lines only, unknown buyers by invoice, what is left out is counted", async () => {
  const dataset = openDataset(shop);
  const events = await Array.fromAsync(dataset.events());
  expect(events).toEqual([
    { eventId: "line-1", type: "purchase", userId: "17850", itemId: "A1", value: 15.3, timestamp: Date.UTC(2010, 11, 1, 8, 26) },
    { eventId: "line-2", type: "purchase", anonymousId: "invoice-101", itemId: "B2", value: 3, timestamp: Date.UTC(2010, 11, 1, 8, 27) },
    { eventId: "line-6", type: "purchase", userId: "12583", itemId: "POST", value: 18, timestamp: Date.UTC(2010, 11, 2, 10) },
  ]);
  expect((await dataset.survey()).skipped).toEqual({ cancellations: 1, "stock corrections": 1, "without a price": 1 });
  const items = await Array.fromAsync(dataset.items());
  for (const item of items) itemSchema.parse(item);
  expect(items.map(({ itemId, title, price, hidden }) => [itemId, title, price, hidden])).toEqual([
    ["A1", "RED CAKE STAND, LARGE", 2.55, undefined],
    ["B2", "BLUE MUG", 3, undefined],
    ["POST", "POSTAGE", 18, true],
  ]);
  expect(await Array.fromAsync(dataset.users())).toEqual([
    { userId: "17850", attributes: { country: "GB" } },
    { userId: "12583", attributes: { country: "FR" } },
  ]);
});

test("JSON lines: the API's shapes pass through, a missing id becomes the line's", async () => {
  const events = await Array.fromAsync(openDataset(lines).events());
  expect(events).toEqual([
    { eventId: "line-1", type: "view", userId: "u", itemId: "a", timestamp: 1_577_836_800_000 },
    { eventId: "mine", type: "view", anonymousId: "x", itemId: "a", timestamp: 1_577_836_801_000, properties: { k: 1 } },
  ]);
  const broken = write("broken", { "events.jsonl": '{"type":"view","timestamp":1}\n{"type":\n' });
  await expect(Array.fromAsync(openDataset(broken).events())).rejects.toThrow("events.jsonl, line 2 is not JSON");
});

test("a folder that is no data set is refused with what was expected", () => {
  expect(describeDataset(films)).toBe("movielens-100k");
  expect(() => describeDataset(folder)).toThrow(Failure);
  expect(() => describeDataset(folder)).toThrow(/movielens-100k \(u\.data, .*jsonl \(events\.jsonl\)/);
  expect(() => describeDataset("/nowhere")).toThrow("There is no folder /nowhere.");
});
