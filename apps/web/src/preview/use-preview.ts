"use client";
import type { PreviewChange } from "@attune/core/live/preview";
import { compareLists, type ListComparison } from "@attune/core/recommendations/compare-lists";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import type { EventAction } from "./event-actions.ts";

export interface PreviewTarget {
  readonly subject: string;
  readonly placement: string;
  readonly itemId: string | undefined;
}

/** An event that was sent from the preview, what it took and what it changed. */
export interface SentEvent {
  readonly action: EventAction;
  readonly itemId: string;
  readonly acknowledgedMs: number;
  readonly visibleMs: number;
  readonly change: ListComparison;
}

const COUNT = 10;

export type Preview = ReturnType<typeof usePreview>;

/** The list of one person at one placement, and sending events as that person. */
export function usePreview(target: PreviewTarget | undefined) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const request = {
    subject: target?.subject ?? "",
    placement: target?.placement ?? "",
    count: COUNT,
    ...(target?.itemId === undefined ? {} : { itemId: target.itemId }),
  };
  const options = trpc.preview.list.queryOptions(request, { enabled: target !== undefined, staleTime: Number.POSITIVE_INFINITY });
  const query = useQuery(options);
  const targetKey = JSON.stringify(request);
  const [sent, setSent] = useState<{ readonly targetKey: string; readonly event: SentEvent } | undefined>();

  const mutation = useMutation(trpc.preview.send.mutationOptions());

  async function send(action: EventAction, itemId: string): Promise<void> {
    const before = query.data?.recommendations.items.map((item) => item.itemId) ?? [];
    const answer: PreviewChange = await mutation.mutateAsync({ ...request, type: action.type, eventItemId: itemId });
    const after = answer.preview.recommendations.items.map((item) => item.itemId);
    cache.setQueryData(options.queryKey, answer.preview);
    const { acknowledgedMs, visibleMs } = answer;
    setSent({ targetKey, event: { action, itemId, acknowledgedMs, visibleMs, change: compareLists(before, after) } });
  }

  return {
    query,
    /** The last event, while the list that it changed is the one shown. */
    sent: sent?.targetKey === targetKey ? sent.event : undefined,
    sending: mutation.isPending ? mutation.variables : undefined,
    sendError: mutation.error?.message,
    // A refusal is shown through `sendError`.
    send: (action: EventAction, itemId: string) => void send(action, itemId).catch(() => undefined),
    refresh: () => {
      setSent(undefined);
      void query.refetch();
    },
  };
}
