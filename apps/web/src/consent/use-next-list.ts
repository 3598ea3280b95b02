"use client";
import type { Recommendations } from "@attune/core/recommendations/schema";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../trpc/client.tsx";

const COUNT = 5;

/** What a person would be shown next where the tenant's personal list stands, and what it was before the last decision entered here. */
export function useNextList(subject: string) {
  const trpc = useTRPC();
  const placements = useQuery(trpc.preview.placements.queryOptions());
  const placement = placements.data?.find(({ strategy }) => strategy === "for-you") ?? placements.data?.[0];
  const list = useQuery({
    ...trpc.preview.list.queryOptions({ subject, placement: placement?.key ?? "", count: COUNT }),
    enabled: placement !== undefined,
  });
  const [before, setBefore] = useState<Recommendations | undefined>();
  return {
    placement,
    noPlacement: placements.data !== undefined && placement === undefined,
    list,
    before,
    remember: () => setBefore(list.data?.recommendations),
  };
}
export type NextListState = ReturnType<typeof useNextList>;
