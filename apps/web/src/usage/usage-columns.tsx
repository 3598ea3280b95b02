import { measureText } from "../live/measures.ts";
import type { DataColumn } from "../ui/data-table.tsx";
import { bytesText } from "./bytes-text.ts";
import type { Usage } from "./usage-days.ts";

const COUNTS: readonly (readonly [key: Exclude<keyof Usage, "storageBytes">, header: string])[] = [
  ["events", "Events"],
  ["recommendations", "Recommendations"],
  ["withheldEvents", "Not stored"],
  ["withheldRecommendations", "Not personalised"],
  ["withheldExamples", "Not learned from"],
  ["suppressedEvents", "Of erased people"],
];

export const StorageAmount = ({ bytes }: { bytes: number | null }) =>
  bytes === null ? (
    <>
      <span aria-hidden className="text-fg-3">
        –
      </span>
      <span className="sr-only">not measured</span>
    </>
  ) : (
    bytesText(bytes)
  );

/** The columns that a table by day and one by tenant have in common. */
export function usageColumns<Row extends Usage>(): DataColumn<Row>[] {
  return [
    ...COUNTS.map(
      ([key, header]): DataColumn<Row> => ({
        id: key,
        header,
        align: "end",
        cell: (row) => measureText(row[key], "count"),
        sortValue: (row) => row[key],
      }),
    ),
    {
      id: "storage",
      header: "Storage",
      align: "end",
      cell: ({ storageBytes }) => <StorageAmount bytes={storageBytes} />,
      sortValue: ({ storageBytes }) => storageBytes ?? -1,
    },
  ];
}
