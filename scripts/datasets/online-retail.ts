import path from "node:path";
import type { Item } from "@attune/core/catalogue/schema";
import { type Dataset, type DatasetEvent, type DatasetUser, surveyOf } from "./dataset.ts";
import { readGzippedCsv } from "./read-rows.ts";

/** Bookkeeping that stands among the products: bought like them, so their events count, but nothing to recommend. */
const NOT_PRODUCTS = new Set(["POST", "DOT", "M", "D", "S", "BANK CHARGES", "AMAZONFEE", "CRUK", "B", "PADS", "C2", "m"]);
const PERSONAS = 6;

/** UCI's Online Retail: every bought line becomes a `purchase` worth quantity x price; unknown buyers are anonymous by invoice. */
export function onlineRetail(folder: string): Dataset {
  const eventsFile = path.join(folder, "events.csv.gz");

  async function* events(skipped: Record<string, number> = {}): AsyncGenerator<DatasetEvent> {
    let row = 0;
    for await (const line of readGzippedCsv(eventsFile)) {
      row += 1;
      const reason = reasonToSkip(line);
      if (reason !== undefined) {
        skipped[reason] = (skipped[reason] ?? 0) + 1;
        continue;
      }
      const { InvoiceNo = "", StockCode = "", Quantity, UnitPrice, InvoiceDate = "", CustomerID = "" } = line;
      yield {
        eventId: `line-${row}`,
        type: "purchase",
        ...(CustomerID === "" ? { anonymousId: `invoice-${InvoiceNo}` } : { userId: CustomerID }),
        itemId: StockCode,
        value: Math.round(Number(Quantity) * Number(UnitPrice) * 100) / 100,
        timestamp: Date.parse(`${InvoiceDate.replace(" ", "T")}Z`),
      };
    }
  }

  async function* users(): AsyncGenerator<DatasetUser> {
    const seen = new Set<string>();
    for await (const { CustomerID = "", Country = "" } of readGzippedCsv(eventsFile)) {
      if (CustomerID === "" || seen.has(CustomerID)) continue;
      seen.add(CustomerID);
      const code = COUNTRY_CODES[Country];
      yield { userId: CustomerID, attributes: code === undefined ? { market: Country } : { country: code } };
    }
  }

  return {
    format: "online-retail",
    events: () => events(),
    users,
    items: () => products(folder),
    async survey() {
      const skipped: Record<string, number> = {};
      return surveyOf(events(skipped), skipped);
    },
    async personas() {
      const lines = new Map<string, number>();
      for await (const { userId } of events()) if (userId !== undefined) lines.set(userId, (lines.get(userId) ?? 0) + 1);
      const busiest = [...lines].sort((a, b) => b[1] - a[1]).slice(0, PERSONAS);
      return busiest.map(([userId, count]) => ({ userId, label: `Customer ${userId}`, description: `${count} lines bought.` }));
    },
  };
}

function reasonToSkip({ InvoiceNo = "", Quantity, UnitPrice }: Record<string, string>): string | undefined {
  if (InvoiceNo.startsWith("C")) return "cancellations";
  if (Number(Quantity) <= 0) return "stock corrections";
  if (Number(UnitPrice) <= 0) return "without a price";
  return undefined;
}

/** The first description of a code is its most frequent one; the price is the first one it was sold at. */
async function* products(folder: string): AsyncGenerator<Item> {
  const prices = new Map<string, number>();
  for await (const { StockCode = "", UnitPrice } of readGzippedCsv(path.join(folder, "events.csv.gz"))) {
    if (!prices.has(StockCode) && Number(UnitPrice) > 0) prices.set(StockCode, Number(UnitPrice));
  }
  const seen = new Set<string>();
  for await (const { StockCode = "", Description = "" } of readGzippedCsv(path.join(folder, "items.csv.gz"))) {
    const price = prices.get(StockCode);
    if (seen.has(StockCode) || price === undefined) continue;
    seen.add(StockCode);
    const kind = kindOf(Description);
    yield {
      itemId: StockCode,
      title: Description === "" ? StockCode : Description,
      price,
      ...(kind === undefined ? {} : { categories: [kind] }),
      ...(NOT_PRODUCTS.has(StockCode) ? { hidden: true } : {}),
    };
  }
}

/** The shop has no categories; the thing itself is the last word of most of its names ("RED RETROSPOT CAKE STAND"). */
function kindOf(description: string): string | undefined {
  const words = description.toUpperCase().match(/[A-Z]{3,}/g) ?? [];
  return words.at(-1)?.toLowerCase();
}

const COUNTRY_CODES: Readonly<Record<string, string>> = {
  Australia: "AU",
  Austria: "AT",
  Bahrain: "BH",
  Belgium: "BE",
  Brazil: "BR",
  Canada: "CA",
  Cyprus: "CY",
  "Czech Republic": "CZ",
  Denmark: "DK",
  EIRE: "IE",
  Finland: "FI",
  France: "FR",
  Germany: "DE",
  Greece: "GR",
  "Hong Kong": "HK",
  Iceland: "IS",
  Israel: "IL",
  Italy: "IT",
  Japan: "JP",
  Lebanon: "LB",
  Lithuania: "LT",
  Malta: "MT",
  Netherlands: "NL",
  Norway: "NO",
  Poland: "PL",
  Portugal: "PT",
  RSA: "ZA",
  "Saudi Arabia": "SA",
  Singapore: "SG",
  Spain: "ES",
  Sweden: "SE",
  Switzerland: "CH",
  USA: "US",
  "United Arab Emirates": "AE",
  "United Kingdom": "GB",
};
