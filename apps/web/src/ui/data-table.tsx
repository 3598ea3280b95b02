"use client";
import { type ColumnDef, createSortedRowModel, rowSortingFeature, type SortingState, tableFeatures, useTable } from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { cn } from "./cn.ts";

export interface DataColumn<Row> {
  readonly id: string;
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: "start" | "end" | undefined;
  /** Makes the column sortable; numbers sort as numbers, text as a reader would. */
  readonly sortValue?: ((row: Row) => string | number) | undefined;
  /** Classes of the column's cells, such as a width or `hidden lg:table-cell`. */
  readonly className?: string | undefined;
}

export interface DataTableProps<Row> {
  /** What the table lists; read out, not shown. */
  readonly caption: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Stands in place of the rows when there are none. */
  readonly empty: ReactNode;
  /** Opens a row: the whole of it can be clicked, and the first cell is its button. */
  readonly onOpen?: ((row: Row) => void) | undefined;
  readonly selectedKey?: string | undefined;
  /** The order at first; otherwise that of `rows`. */
  readonly sortBy?: { readonly id: string; readonly desc: boolean } | undefined;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const byValue = (a: string | number, b: string | number): number =>
  typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b));

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, empty, onOpen, selectedKey, sortBy } = props;
  const [sorting, setSorting] = useState<SortingState>(sortBy ? [sortBy] : []);
  const definitions = useMemo(
    () =>
      columns.map(
        ({ id, sortValue }): ColumnDef<typeof features, Row, unknown> => ({
          id,
          accessorFn: (row) => sortValue?.(row) ?? "",
          enableSorting: sortValue !== undefined,
          sortFn: (a, b, columnId) => byValue(a.getValue<string | number>(columnId), b.getValue<string | number>(columnId)),
        }),
      ),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({ features, columns: definitions, data, getRowId: rowKey, state: { sorting }, onSortingChange: setSorting });
  if (rows.length === 0) return empty;
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full border-collapse text-left text-[13px]">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b">
            {columns.map((column) => {
              const sorted = sorting.find(({ id }) => id === column.id);
              return (
                <th
                  key={column.id}
                  scope="col"
                  aria-sort={sorted ? (sorted.desc ? "descending" : "ascending") : undefined}
                  className={cn("whitespace-nowrap px-4 py-2 font-medium text-[12px] text-fg-3", alignStyle(column), column.className)}
                >
                  {column.sortValue ? (
                    <button
                      type="button"
                      onClick={() => table.getColumn(column.id)?.toggleSorting()}
                      className={cn("inline-flex items-center gap-1 rounded hover:text-fg [&_svg]:size-3.5", sorted && "text-fg")}
                    >
                      {column.header}
                      {sorted ? (
                        sorted.desc ? (
                          <ArrowDown aria-hidden />
                        ) : (
                          <ArrowUp aria-hidden />
                        )
                      ) : (
                        <ChevronsUpDown aria-hidden className="opacity-50" />
                      )}
                    </button>
                  ) : (
                    column.header
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody className="divide-y">
          {table.getRowModel().rows.map(({ id, original }) => (
            <tr
              key={id}
              data-selected={id === selectedKey || undefined}
              className={cn("data-selected:bg-brand-soft", onOpen && "relative hover:bg-surface-2/70 data-selected:hover:bg-brand-soft")}
            >
              {columns.map((column, index) => (
                <td key={column.id} className={cn("px-4 py-2.5 align-middle", alignStyle(column), onOpen && aboveStyle, column.className)}>
                  {onOpen && index === 0 ? (
                    <button
                      type="button"
                      aria-current={id === selectedKey ? "true" : undefined}
                      onClick={() => onOpen(original)}
                      className="text-left after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-brand focus-visible:after:-outline-offset-2"
                    >
                      {column.cell(original)}
                    </button>
                  ) : (
                    column.cell(original)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Controls in a row that opens stand above the area that opens it. */
const aboveStyle = "[&:not(:first-child)_:is(a,button,[role=group])]:relative [&:not(:first-child)_:is(a,button,[role=group])]:z-1";

const alignStyle = <Row,>({ align }: DataColumn<Row>) => (align === "end" ? "tnum text-right" : "");
