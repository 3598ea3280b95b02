import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { DataError } from "./data-error.ts";
import { requireFile } from "./read-lines.ts";

const COLUMNS = ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"] as const;

/** One line of an invoice: a known customer bought a product. */
export interface Purchase {
  readonly invoice: string;
  readonly customer: string;
  readonly itemId: string;
  readonly country: string;
  readonly atMs: number;
}

/**
 * Lines of Online Retail that are purchases of known customers (quantity and price above 0), in order of the file. Local shop time is read as UTC.
 * `leaveOut` is told of every other line.
 */
export async function readPurchases(dir: string, name: string, leaveOut: () => void): Promise<Purchase[]> {
  const file = requireFile(dir, name);
  const parser = parse({ columns: (header: string[]) => requireColumns(header, name) });
  // A broken archive reaches the reader of the rows as the parser's error.
  pipeline(createReadStream(file), createGunzip(), parser, () => undefined);
  const purchases: Purchase[] = [];
  let line = 1;
  for await (const row of parser as AsyncIterable<Record<(typeof COLUMNS)[number], string>>) {
    line += 1;
    if (row.CustomerID === "" || !(Number(row.Quantity) > 0) || !(Number(row.UnitPrice) > 0)) {
      leaveOut();
      continue;
    }
    const atMs = Date.parse(`${row.InvoiceDate.replace(" ", "T")}Z`);
    if (Number.isNaN(atMs)) throw new DataError(`${name}, line ${line}: "${row.InvoiceDate}" is not a date like 2010-12-01 08:26:00.`);
    purchases.push({ invoice: row.InvoiceNo, customer: row.CustomerID, itemId: row.StockCode, country: row.Country, atMs });
  }
  return purchases;
}

function requireColumns(header: string[], name: string): string[] {
  const missing = COLUMNS.find((column) => !header.includes(column));
  if (missing !== undefined) throw new DataError(`${name} has no column ${missing}; its header is ${header.join(",")}.`);
  return header;
}
