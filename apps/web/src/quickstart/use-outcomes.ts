"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/client.tsx";

const POLL_MS = 1_000;

/** What became of the newest events, second by second while the page is looked at. */
export function useOutcomes(keyId: string | undefined, paused = false) {
  const trpc = useTRPC();
  const input = keyId === undefined ? {} : { keyId };
  return useQuery({ ...trpc.quickstart.outcomes.queryOptions(input), refetchInterval: paused ? false : POLL_MS, staleTime: 0 });
}
