"use client";
import type { Move } from "@attune/core/recommendations/compare-lists";
import type { Reason, Recommendations } from "@attune/core/recommendations/schema";
import { Blend, MoreHorizontal } from "lucide-react";
import { Button, buttonStyle } from "../ui/button.tsx";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "../ui/menu.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { type EventAction, MORE_ACTIONS, PRIMARY_ACTION } from "./event-actions.ts";
import { ItemArt } from "./item-art.tsx";
import { MoveMark } from "./move-mark.tsx";

interface RecommendedRowProps {
  readonly entry: Recommendations["items"][number];
  readonly rank: number;
  /** Highest score of the list, which fills the bar. */
  readonly topScore: number;
  readonly move: Move | undefined;
  readonly titleOf: (itemId: string) => string;
  readonly wordsOf: (reason: Reason) => string;
  readonly mayAct: boolean;
  readonly busy: boolean;
  readonly onAct: (action: EventAction) => void;
  /** Shows what is similar to this item; absent where the tenant has no such placement. */
  readonly onShowSimilar: (() => void) | undefined;
}

export function RecommendedRow({ entry, rank, topScore, move, titleOf, wordsOf, mayAct, busy, onAct, onShowSimilar }: RecommendedRowProps) {
  const title = titleOf(entry.itemId);
  const categories = entry.item?.categories?.join(", ");
  const reasons = entry.reasons.toSorted((a, b) => b.weight - a.weight).map(wordsOf);
  return (
    <li
      data-key={entry.itemId}
      className="grid grid-cols-[1.5rem_2.5rem_minmax(0,1fr)_2.6rem_auto] items-center gap-x-2.5 bg-surface px-4 py-2 last:rounded-b-xl"
    >
      <span className="flex flex-col items-center gap-1">
        <span className="tnum text-[12.5px] text-fg-3">{rank}</span>
        <MoveMark move={move} />
      </span>
      <ItemArt title={title} imageUrl={entry.item?.imageUrl} />
      <div className="min-w-0">
        <p className="flex min-w-0 items-baseline gap-2">
          <span className="truncate font-medium text-[13px]">{title}</span>
          <span className="@md:inline hidden truncate text-[12px] text-fg-3">{categories}</span>
        </p>
        <p className="line-clamp-3 @md:line-clamp-2 text-[12px] text-fg-2 leading-4" title={reasons.join("\n")}>
          {categories && <span className="@md:hidden text-fg-3">{categories} · </span>}
          {reasons[0]}
        </p>
      </div>
      <div>
        <p className="tnum text-right text-[12px] text-fg-2">
          <span className="sr-only">score </span>
          {entry.score.toFixed(3)}
        </p>
        <span aria-hidden className="mt-1 block h-1 overflow-hidden rounded-full bg-surface-2">
          <span
            className="block h-full rounded-full bg-(--chart-served) transition-[width] duration-300"
            style={{ width: `${topScore > 0 ? Math.min(100, Math.max(0, (entry.score / topScore) * 100)) : 0}%` }}
          />
        </span>
      </div>
      <div className="flex gap-1">
        <Button
          size="icon"
          disabled={!mayAct || busy}
          aria-label={`${PRIMARY_ACTION.label} ${title}`}
          onClick={() => onAct(PRIMARY_ACTION)}
        >
          {busy ? <Spinner /> : <PRIMARY_ACTION.icon aria-hidden />}
        </Button>
        <Menu>
          <MenuTrigger aria-label={`More for ${title}`} disabled={busy} className={buttonStyle({ variant: "ghost", size: "icon" })}>
            <MoreHorizontal aria-hidden />
          </MenuTrigger>
          <MenuContent>
            {MORE_ACTIONS.map((action) => (
              <MenuItem key={action.type} disabled={!mayAct} onClick={() => onAct(action)}>
                <action.icon aria-hidden />
                {action.label}
              </MenuItem>
            ))}
            {onShowSimilar && (
              <>
                <MenuSeparator />
                <MenuItem onClick={onShowSimilar}>
                  <Blend aria-hidden />
                  Show similar items
                </MenuItem>
              </>
            )}
          </MenuContent>
        </Menu>
      </div>
    </li>
  );
}
