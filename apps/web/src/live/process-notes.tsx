"use client";
import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useTRPC } from "../trpc/client.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { clockTime } from "./clock-time.ts";

const SHOWN = 6;
const REFRESH_MS = 5_000;

/** What the supervisor wrote down about its processes, newest first. */
export function ProcessNotes({ title = "Processes" }: { readonly title?: string }) {
  const trpc = useTRPC();
  const { data: notes, error } = useQuery({ ...trpc.live.notes.queryOptions(), refetchInterval: REFRESH_MS });
  return (
    <Card aria-labelledby="process-notes">
      <CardHeader id="process-notes" title={title} description="Restarts and what caused them" />
      <div className="min-h-14 px-4 pb-4 text-[12.5px]">
        {notes ? (
          notes.length === 0 ? (
            <p className="text-fg-3">Nothing noted: no process had to be restarted.</p>
          ) : (
            <ol className="space-y-1.5">
              {notes.slice(0, SHOWN).map(({ atMs, process, message }) => (
                <li key={`${atMs}-${process}-${message}`} className="flex items-baseline gap-2.5">
                  <RotateCcw aria-hidden className="size-3.5 shrink-0 translate-y-0.5 text-fg-3" />
                  <time dateTime={new Date(atMs).toISOString()} className="tnum shrink-0 text-fg-3">
                    {clockTime(atMs)}
                  </time>
                  <span className="shrink-0 font-medium">{process}</span>
                  <span className="min-w-0 text-fg-2">{message}</span>
                </li>
              ))}
            </ol>
          )
        ) : error ? (
          <p className="text-warn">{error.message}</p>
        ) : (
          <Skeleton className="h-5 w-2/3" />
        )}
      </div>
    </Card>
  );
}
