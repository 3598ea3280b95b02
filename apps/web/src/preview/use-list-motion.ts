"use client";
import { type RefObject, useLayoutEffect, useRef } from "react";

const MOTION = { duration: 420, easing: "cubic-bezier(0.2, 0.8, 0.2, 1)" } as const;

/**
 * Moves the children of a list from where they were to where they are now (first, last, invert, play), by their `data-key`.
 * Newcomers fade in. Nothing moves for readers who ask for less motion.
 */
export function useListMotion(list: RefObject<HTMLElement | null>, keys: readonly string[]): void {
  const places = useRef(new Map<string, number>());
  const order = keys.join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order of the list is what places are measured for.
  useLayoutEffect(() => {
    const before = places.current;
    const rows = [...(list.current?.children ?? [])].filter((row) => row instanceof HTMLElement);
    places.current = new Map(rows.map((row) => [row.dataset.key ?? "", row.offsetTop]));
    if (before.size === 0 || window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    for (const row of rows) {
      const from = before.get(row.dataset.key ?? "");
      const shift = from === undefined ? 0 : from - row.offsetTop;
      if (from === undefined)
        row.animate(
          [
            { opacity: 0, transform: "translateX(12px)" },
            { opacity: 1, transform: "none" },
          ],
          MOTION,
        );
      else if (shift !== 0) row.animate([{ transform: `translateY(${shift}px)` }, { transform: "none" }], MOTION);
    }
  }, [order, list]);
}
