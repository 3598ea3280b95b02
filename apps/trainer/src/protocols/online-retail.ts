import { type ItemKey, itemKey } from "@attune/core/identity/item-key";
import { type Purchase, readPurchases } from "../formats/read-purchases.ts";
import type { Protocol, ProtocolInputs, Step } from "./protocol.ts";

const FILE = "events.csv.gz";
const TEST_SHARE = 0.1;
/** Every how many training baskets the ranker gets a lesson. */
const LESSON_EVERY = 4;

interface Basket {
  readonly customer: string;
  readonly country: string;
  readonly atMs: number;
  readonly itemIds: readonly string[];
}

/**
 * Next basket of known customers: whatever lies in the last tenth of the time is test; each test basket is predicted, then learned. Asked twice: for
 * everything in the basket, and for what the customer buys for the first time, with everything bought before excluded.
 */
export const onlineRetail: Protocol = {
  name: "online-retail",
  measures: ["hr@10", "hr@20", "recall@10", "recall@20"],
  groups: ["all", "new"],
  notes: [
    "purchases of known customers (Quantity > 0, UnitPrice > 0); a basket is an invoice, at the time of its first line",
    "the last 10 % of the time is test; baskets of customers without history are learned and not counted",
    "all: every product of the basket is right, nothing is excluded; new: only products not bought before, those bought before are excluded",
  ],
  files: () => [FILE],
  async *steps({ dir, advance }: ProtocolInputs): AsyncGenerator<Step> {
    const baskets = basketsOf(await readPurchases(dir, FILE, advance));
    const first = baskets[0]?.atMs ?? 0;
    const testFromMs = first + (1 - TEST_SHARE) * ((baskets.at(-1)?.atMs ?? 0) - first);
    const boughtBy = new Map<string, Set<ItemKey>>();
    for (const [number, basket] of baskets.entries()) {
      const bought = boughtBy.get(basket.customer);
      if (bought !== undefined) yield* questions(basket, bought, basket.atMs >= testFromMs, number);
      for (const itemId of basket.itemIds) {
        yield { kind: "event", event: purchase(basket, itemId) };
        advance();
      }
      boughtBy.set(basket.customer, new Set([...(bought ?? []), ...basket.itemIds.map(itemKey)]));
    }
  },
};

/** Lines of one invoice stand together in time, though others may lie between them. */
function basketsOf(purchases: readonly Purchase[]): Basket[] {
  const byInvoice = Map.groupBy(purchases, ({ invoice }) => invoice);
  const baskets = Array.from(byInvoice.values(), (lines): Basket => {
    const { customer, country, atMs } = lines[0] as Purchase;
    return { customer, country, atMs, itemIds: lines.map(({ itemId }) => itemId) };
  });
  return baskets.sort((a, b) => a.atMs - b.atMs);
}

function* questions(basket: Basket, bought: ReadonlySet<ItemKey>, counts: boolean, number: number): Generator<Step> {
  if (!counts && number % LESSON_EVERY !== 0) return;
  const asked = { subject: basket.customer, atMs: basket.atMs, counts, segments: segmentsOf(basket) };
  const all = new Set(basket.itemIds.map(itemKey));
  const fresh = new Set([...all].filter((key) => !bought.has(key)));
  if (counts) yield { kind: "question", question: { ...asked, relevant: all, excluded: new Set(), group: "all", teaches: false } };
  if (fresh.size > 0) yield { kind: "question", question: { ...asked, relevant: fresh, excluded: bought, group: "new", teaches: true } };
}

function purchase(basket: Basket, itemId: string) {
  return { subject: basket.customer, itemId, atMs: basket.atMs, type: "purchase" as const, segments: segmentsOf(basket) };
}

function segmentsOf({ country }: Basket): string[] {
  return [`country:${country}`];
}
