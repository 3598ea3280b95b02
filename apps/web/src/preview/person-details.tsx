"use client";
import type { Preview } from "@attune/core/live/preview";
import { Check, X } from "lucide-react";
import { PURPOSE_WORDS, PURPOSES } from "../consent/purposes.ts";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/cn.ts";
import { relativeTime } from "../ui/relative-time.ts";
import { useNow } from "../ui/use-now.ts";
import { ItemArt } from "./item-art.tsx";

const SHOWN_ITEMS = 3;
const SHOWN_CATEGORIES = 4;

/** What the platform knows about the person: recent items, what they did how often, which categories they lean to, what they permit. */
export function PersonDetails({ person, titleOf }: { person: Preview["person"]; titleOf: (itemId: string) => string }) {
  const nowMs = useNow(5_000);
  const counts = Object.entries(person.eventCounts)
    .filter(([, n]) => n > 0)
    .toSorted(([, a], [, b]) => b - a);
  const strongest = Math.max(...person.affinities.map(({ weight }) => weight), Number.MIN_VALUE);
  return (
    <div className="space-y-3 border-t px-4 pt-3 pb-3 text-[12.5px]" data-testid="person">
      {person.known ? (
        <>
          <ul aria-label="Events by type" className="flex flex-wrap gap-1.5">
            {counts.map(([type, n]) => (
              <li key={type}>
                <Badge>
                  {type} <span className="tnum text-fg">{n}</span>
                </Badge>
              </li>
            ))}
          </ul>
          <div className="grid gap-x-5 gap-y-3 sm:grid-cols-2">
            {person.recentItems.length > 0 && (
              <section className="min-w-0" aria-labelledby="recent-items">
                <h3 id="recent-items" className="mb-1.5 text-[12px] text-fg-3">
                  Recent items
                </h3>
                <ol className="space-y-1.5">
                  {person.recentItems.slice(0, SHOWN_ITEMS).map(({ itemId, type, atMs, item }) => (
                    <li key={`${itemId}-${atMs}-${type}`} className="flex min-w-0 items-center gap-2">
                      <ItemArt title={item?.title ?? titleOf(itemId)} imageUrl={item?.imageUrl} className="size-7 rounded-md text-[10px]" />
                      <span className="min-w-0">
                        <span className="block truncate font-medium">{item?.title ?? titleOf(itemId)}</span>
                        <span className="tnum block truncate text-[11.5px] text-fg-3">
                          {type} · <time dateTime={new Date(atMs).toISOString()}>{relativeTime(atMs, nowMs)}</time>
                        </span>
                      </span>
                    </li>
                  ))}
                </ol>
              </section>
            )}
            {person.affinities.length > 0 && (
              <section aria-labelledby="affinities" className="min-w-0">
                <h3 id="affinities" className="mb-1.5 text-[12px] text-fg-3">
                  Leans to
                </h3>
                <ul className="space-y-1.5">
                  {person.affinities.slice(0, SHOWN_CATEGORIES).map(({ category, weight }) => (
                    <li key={category} className="grid grid-cols-[5.5rem_1fr_2rem] items-center gap-2">
                      <span className="truncate">{category}</span>
                      <span aria-hidden className="h-1.5 overflow-hidden rounded-full bg-surface-2">
                        <span
                          className="block h-full rounded-full bg-(--chart-own) transition-[width] duration-300"
                          style={{ width: `${Math.max(0, (weight / strongest) * 100)}%` }}
                        />
                      </span>
                      <span className="tnum text-right text-fg-2">{weight.toFixed(2)}</span>
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </div>
        </>
      ) : (
        <p className="text-fg-2">Nobody has met this person yet. Send one event below and watch the list become theirs.</p>
      )}
      <ul aria-label="Consent" className="flex flex-wrap gap-x-3.5 gap-y-1 border-t pt-2.5">
        {PURPOSES.map((purpose) => (
          <Permission key={purpose} name={PURPOSE_WORDS[purpose].name} given={person.consent[purpose]} />
        ))}
      </ul>
    </div>
  );
}

function Permission({ name, given }: { name: string; given: boolean }) {
  const Icon = given ? Check : X;
  return (
    <li className={cn("flex items-center gap-1 text-[12px]", given ? "text-fg-2" : "text-fg-3")}>
      <Icon aria-hidden className={cn("size-3.5", given ? "text-ok" : "text-fg-3")} />
      {name}
      <span className="sr-only">{given ? "permitted" : "not permitted"}</span>
    </li>
  );
}
