"use client";
import type { Recommendations } from "@attune/core/recommendations/schema";
import { ListFacts } from "../preview/list-facts.tsx";
import { cn } from "../ui/cn.ts";
import { QueryState } from "../ui/query-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { NextListState } from "./use-next-list.ts";

/** The list that a person would get now and, once a decision was entered here, the one that they would have got before it. */
export function NextList({ next: { placement, noPlacement, list, before } }: { next: NextListState }) {
  if (noPlacement) return <p className="px-4 pb-4 text-fg-3">This tenant has no placement yet, so there is nowhere to recommend.</p>;
  return (
    <QueryState query={list} skeleton={<Skeleton className="mx-4 mb-4 h-48" />}>
      {({ recommendations }) => (
        <div className="pb-3" data-testid="next-list">
          <p className="px-4 pb-2 text-[12px] text-fg-3">at the placement {placement?.key}</p>
          {before && <ListPart title="Before the decision" recommendations={before} faded />}
          <ListPart title="Now" recommendations={recommendations} />
        </div>
      )}
    </QueryState>
  );
}

interface ListPartProps {
  readonly title: string;
  readonly recommendations: Recommendations;
  readonly faded?: boolean;
}

const ListPart = ({ title, recommendations, faded = false }: ListPartProps) => (
  <section aria-label={title} className={cn("pt-1", faded && "mb-2 border-b pb-1.5")}>
    <h3 className="px-4 pb-1.5 font-medium text-[12.5px]">{title}</h3>
    <ListFacts recommendations={recommendations} />
    <ol className={cn("space-y-0.5 px-4 pb-2 text-[13px]", faded && "text-fg-2")}>
      {recommendations.items.map(({ itemId, item }, i) => (
        <li key={itemId} className="flex gap-2.5">
          <span className="tnum w-4 shrink-0 text-right text-fg-3">{i + 1}</span>
          <span className="min-w-0 truncate">{item?.title ?? itemId}</span>
        </li>
      ))}
    </ol>
    {recommendations.items.length === 0 && <p className="px-4 pb-2 text-[12.5px] text-fg-3">Nothing can be recommended yet.</p>}
  </section>
);
