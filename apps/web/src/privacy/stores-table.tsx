import type { StoredReceipt, Traces } from "@attune/core/privacy/schema";
import { Badge } from "../ui/badge.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { storeName } from "./request-words.ts";
import { type StoreRow, storeRows } from "./store-rows.ts";

const count = (value: number | undefined) => (value === undefined ? <span className="text-fg-3">–</span> : value.toLocaleString("en"));
const kilobytes = (bytes: number | undefined) =>
  bytes === undefined ? count(undefined) : `${Math.round(bytes / 1024).toLocaleString("en")} KB`;

function Scan({ residue, controlFound }: StoreRow) {
  if (residue === undefined) return count(undefined);
  if (residue > 0) return <Badge tone="bad">{`${residue} found`}</Badge>;
  if (controlFound === false) return <Badge tone="warn">not proven</Badge>;
  return <Badge tone="ok">{controlFound ? "0, control seen" : "0"}</Badge>;
}

/** One receipt for each store: what was there, what is left, what was overwritten, what a scan of its files finds. */
export const StoresTable = ({ receipts, tracesBefore }: { receipts: readonly StoredReceipt[]; tracesBefore: Traces | undefined }) => (
  <DataTable
    caption="Receipts by store"
    rows={storeRows(receipts, tracesBefore)}
    rowKey={({ store }) => store}
    empty={<p className="px-4 pb-4 text-fg-3">Receipts appear here when the erasure runs.</p>}
    columns={[
      { id: "store", header: "Store", cell: ({ store }) => <span className="font-medium">{storeName(store)}</span> },
      { id: "before", header: "Before", align: "end", cell: ({ before }) => count(before) },
      { id: "left", header: "After", align: "end", cell: ({ left }) => count(left) },
      {
        id: "overwritten",
        header: "Overwritten",
        align: "end",
        className: "hidden md:table-cell",
        cell: ({ bytesOverwritten }) => kilobytes(bytesOverwritten),
      },
      { id: "scan", header: "Scan of its files", cell: (row) => <Scan {...row} /> },
      {
        id: "notes",
        header: "Note",
        className: "hidden lg:table-cell",
        cell: ({ notes }) => <span className="block max-w-md text-fg-3">{notes.join("; ")}</span>,
      },
    ]}
  />
);
