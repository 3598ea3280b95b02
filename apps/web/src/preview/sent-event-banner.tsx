"use client";
import { Zap } from "lucide-react";
import { measureText } from "../live/measures.ts";
import { changeSentence } from "./change-sentence.ts";
import type { SentEvent } from "./use-preview.ts";

/** What the last event took and changed; announced, because the list below moved. */
export function SentEventBanner({ sent, titleOf }: { sent: SentEvent | undefined; titleOf: (itemId: string) => string }) {
  return (
    <output className="sticky top-13 z-10 block bg-surface pb-2 empty:hidden split:-top-5" data-testid="sent-event">
      {sent && (
        <span className="mx-4 block rounded-lg bg-brand-soft px-3 py-2 text-[12.5px]">
          <span className="flex items-center gap-1.5 font-medium text-brand-ink">
            <Zap aria-hidden className="size-3.5 shrink-0" />
            <span className="truncate">
              {sent.action.label}: {titleOf(sent.itemId)}
            </span>
            <span className="tnum ml-auto shrink-0 pl-2 font-normal text-fg-2">{changeSentence(sent.change)}</span>
          </span>
          <span className="tnum mt-0.5 block text-fg-2">
            Acknowledged in <b className="font-semibold text-fg">{measureText(sent.acknowledgedMs, "ms")}</b>, visible{" "}
            <b className="font-semibold text-fg">{measureText(sent.visibleMs, "ms")}</b> later
          </span>
        </span>
      )}
    </output>
  );
}
