"use client";
import type { PlatformNow } from "@attune/core/metrics/schema";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Connection } from "../live/use-live-window.ts";
import { useTRPC } from "../trpc/client.tsx";
import { useNow } from "../ui/use-now.ts";

const REFRESH_MS = 1_000;
const SILENCE_MS = 5_000;

/** The platform as of the last second. While paused the picture stands still. */
export function usePlatformNow() {
  const trpc = useTRPC();
  const [frozen, setFrozen] = useState<PlatformNow | undefined>();
  const query = useQuery(trpc.operator.now.queryOptions(undefined, { refetchInterval: REFRESH_MS, staleTime: 0 }));
  const nowMs = useNow(REFRESH_MS);
  const silent = query.isRefetchError || nowMs - query.dataUpdatedAt > SILENCE_MS;
  const connection: Connection = query.data === undefined ? "connecting" : silent ? "reconnecting" : "live";
  return {
    query: { ...query, data: frozen ?? query.data },
    connection,
    paused: frozen !== undefined,
    setPaused: (paused: boolean) => setFrozen(paused ? query.data : undefined),
  };
}
