import type { Receipt, StoredReceipt, Traces } from "@attune/core/privacy/schema";

/** What happened to one store, over all steps. */
export interface StoreRow {
  readonly store: string;
  readonly before: number | undefined;
  readonly left: number | undefined;
  readonly bytesOverwritten: number | undefined;
  readonly residue: number | undefined;
  /** The scan's positive control; undefined where the store has none. */
  readonly controlFound: boolean | undefined;
  readonly notes: readonly string[];
}

/** `state` is the sum of `state:s` and the others. */
function partsOf(store: string, traces: Traces | undefined): number | undefined {
  const parts = Object.entries(traces ?? {}).filter(([place]) => place.startsWith(`${store}:`));
  return parts.length === 0 ? undefined : parts.reduce((sum, [, count]) => sum + count, 0);
}

/** One row for each store that a receipt or the first count names; those that held something first. */
export function storeRows(receipts: readonly StoredReceipt[], tracesBefore: Traces | undefined): readonly StoreRow[] {
  const stores = new Set([...Object.keys(tracesBefore ?? {}), ...receipts.map(({ store }) => store)]);
  const rows = [...stores].map((store): StoreRow => {
    const of = (step: string): Receipt | undefined => receipts.find((receipt) => receipt.step === step && receipt.store === store)?.receipt;
    const [purge, scrub, scan] = [of("purge"), of("scrub"), of("scan")];
    const notes = receipts
      .filter((receipt) => receipt.store === store && receipt.step !== "control")
      .flatMap(({ receipt }) => receipt.note ?? []);
    return {
      store,
      before: tracesBefore?.[store] ?? partsOf(store, tracesBefore) ?? purge?.found,
      left: purge?.left,
      bytesOverwritten: scrub?.bytesOverwritten,
      residue: scan?.residue,
      controlFound: scan?.controlFound,
      notes: [...new Set(notes)],
    };
  });
  const rank = ({ before, residue }: StoreRow) => (before === undefined ? 1 : before > 0 ? 3 : 2) + ((residue ?? 0) > 0 ? 10 : 0);
  return rows.sort((a, b) => rank(b) - rank(a) || (a.store < b.store ? -1 : 1));
}
