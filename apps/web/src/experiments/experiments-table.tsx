"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { placementName } from "../preview/placement-name.ts";
import { Badge } from "../ui/badge.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { useNow } from "../ui/use-now.ts";
import type { ListedExperiment } from "./experiment.ts";
import { intervalText, signedPercent } from "./percent.ts";
import { StateBadge } from "./state-badge.tsx";
import { daysText, VERDICT_WORDS } from "./words.ts";

const Nothing = ({ why }: { why: string }) => (
  <span className="text-fg-3">
    <span aria-hidden>–</span>
    <span className="sr-only">{why}</span>
  </span>
);

const peopleOf = ({ numbers }: ListedExperiment) => (numbers === null ? 0 : numbers.people.control + numbers.people.treatment);

const columnsAt = (nowMs: number): readonly DataColumn<ListedExperiment>[] => [
  {
    id: "name",
    header: "Experiment",
    sortValue: ({ name }) => name,
    cell: ({ key, name }) => (
      <Link href={`/experiments/${key}`} className="block rounded font-medium text-brand-ink hover:underline">
        {name}
        <span className="block font-mono font-normal text-[11.5px] text-fg-3">{key}</span>
      </Link>
    ),
  },
  {
    id: "state",
    header: "State",
    sortValue: ({ state }) => state,
    cell: ({ state, decision }) => <StateBadge state={state} decision={decision} />,
  },
  {
    id: "placement",
    header: "Placement",
    sortValue: ({ placementKey }) => placementKey,
    cell: ({ placementKey }) => placementName(placementKey),
  },
  {
    id: "people",
    header: "People",
    align: "end",
    sortValue: peopleOf,
    cell: (row) => (row.numbers === null ? <Nothing why="nobody yet" /> : peopleOf(row).toLocaleString("en")),
  },
  {
    id: "lift",
    header: "Click-through lift",
    align: "end",
    sortValue: ({ numbers }) => numbers?.comparison?.lift ?? Number.NEGATIVE_INFINITY,
    cell: ({ numbers }) =>
      numbers?.comparison ? (
        <>
          {signedPercent(numbers.comparison.lift)}
          <span className="block text-[11.5px] text-fg-3">{intervalText(numbers.comparison)}</span>
        </>
      ) : (
        <Nothing why="nothing to compare yet" />
      ),
  },
  {
    id: "verdict",
    header: "Verdict",
    cell: ({ numbers }) =>
      numbers === null ? (
        <Nothing why="none yet" />
      ) : (
        <Badge tone={VERDICT_WORDS[numbers.advice.verdict].tone}>{VERDICT_WORDS[numbers.advice.verdict].label}</Badge>
      ),
  },
  {
    id: "time",
    header: "Ran for",
    align: "end",
    sortValue: ({ startedAtMs, stoppedAtMs }) => (startedAtMs === undefined ? 0 : (stoppedAtMs ?? nowMs) - startedAtMs),
    cell: ({ startedAtMs, stoppedAtMs }) =>
      startedAtMs === undefined ? (
        <Nothing why="not started" />
      ) : (
        <span suppressHydrationWarning>{daysText(startedAtMs, stoppedAtMs ?? nowMs)}</span>
      ),
  },
];

export function ExperimentsTable({ rows, empty }: { rows: readonly ListedExperiment[]; empty: ReactNode }) {
  const nowMs = useNow(60_000);
  return <DataTable caption="Experiments" columns={columnsAt(nowMs)} rows={rows} rowKey={({ id }) => id} empty={empty} />;
}
