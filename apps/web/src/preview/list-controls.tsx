"use client";
import { RefreshCw } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import { ItemPicker } from "./item-picker.tsx";
import { placementName } from "./placement-name.ts";
import type { PreviewChoice } from "./use-preview-choice.ts";

interface ListControlsProps {
  readonly choice: PreviewChoice;
  readonly items: readonly { readonly itemId: string; readonly title: string }[];
  readonly titleOf: (itemId: string) => string;
  readonly isFetching: boolean;
  readonly onRefresh: () => void;
}

/** Which placement, beside which item, and again. */
export function ListControls({ choice, items, titleOf, isFetching, onRefresh }: ListControlsProps) {
  const { placement, placements, needsItem, itemId, target, choose } = choice;
  return (
    <div className="flex flex-wrap items-end gap-2 px-4 pt-3 pb-2.5">
      <Select
        label="Placement"
        className="w-auto min-w-36 flex-1"
        placeholder="Placement"
        value={placement?.key ?? null}
        options={(placements.data ?? []).map(({ key }) => ({ value: key, label: placementName(key), hint: key }))}
        onChange={(key) => choose({ placement: key })}
      />
      {needsItem && <ItemPicker value={itemId} label={itemId && titleOf(itemId)} choices={items} onChoose={(item) => choose({ item })} />}
      <Button size="icon" aria-label="Refresh the list" disabled={target === undefined || isFetching} onClick={onRefresh}>
        <RefreshCw aria-hidden className={isFetching ? "animate-spin" : undefined} />
      </Button>
    </div>
  );
}
