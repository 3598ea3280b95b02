"use client";
import type { Preview } from "@attune/core/live/preview";
import { useState } from "react";

const REMEMBERED = 500;

interface Known {
  readonly itemId: string;
  readonly title: string;
}

/**
 * Titles of the items that the preview has shown so far: an item named by a reason, a URL or an event was often on an earlier list.
 * `known` are those of the present preview, the person's recent items first.
 */
export function useItemTitles(preview: Preview | undefined) {
  const [memory, setMemory] = useState<Memory>(EMPTY);
  const current = memory.preview === preview ? memory : recall(memory, preview);
  if (current !== memory) setMemory(current);
  return { known: current.known, titleOf: (itemId: string) => current.titles.get(itemId) ?? itemId };
}

interface Memory {
  readonly preview: Preview | undefined;
  readonly known: readonly Known[];
  readonly titles: ReadonlyMap<string, string>;
}

const EMPTY: Memory = { preview: undefined, known: [], titles: new Map() };

function recall({ titles }: Memory, preview: Preview | undefined): Memory {
  const shown = [...(preview?.person.recentItems ?? []), ...(preview?.recommendations.items ?? [])];
  const known = new Map(shown.map(({ itemId, item }) => [itemId, item?.title ?? itemId]));
  const older = [...titles].filter(([itemId]) => !known.has(itemId));
  return {
    preview,
    known: Array.from(known, ([itemId, title]) => ({ itemId, title })),
    titles: new Map([...older, ...known].slice(-REMEMBERED)),
  };
}
