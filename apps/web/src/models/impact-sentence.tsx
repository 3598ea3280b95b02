"use client";
import { relativeTime } from "../ui/relative-time.ts";
import { useNow } from "../ui/use-now.ts";
import type { Impact } from "./model-types.ts";
import { shareText } from "./share-text.ts";

/** The look-back in one sentence, for a dialog. */
export function ImpactSentence({ impact }: { impact: Impact }) {
  const nowMs = useNow(10_000);
  const { requests, sinceMs, listsThatDiffer, itemsChanged, firstItemDiffers } = impact;
  if (requests === 0 || sinceMs === null || listsThatDiffer === null || itemsChanged === null || firstItemDiffers === null) {
    return <p data-testid="impact-sentence">Nobody has asked this placement since the api started, so what would change is not known.</p>;
  }
  return (
    <p className="tnum" data-testid="impact-sentence">
      Of the last <b>{requests}</b> {requests === 1 ? "request" : "requests"} (the oldest {relativeTime(sinceMs, nowMs)}),{" "}
      <b>{shareText(listsThatDiffer)}</b> would get another list, with {itemsChanged.toFixed(1)} items changed on average;{" "}
      <b>{shareText(firstItemDiffers)}</b> another first item.
    </p>
  );
}
