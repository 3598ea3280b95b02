"use client";
import { Select } from "../ui/select.tsx";
import type { Version } from "./model-types.ts";
import { DRAFT_ID, type Side } from "./use-sides.ts";

interface SideSelectProps {
  readonly label: string;
  readonly side: Side | undefined;
  readonly versions: readonly Version[];
  /** The version that the placement serves. */
  readonly live: string | undefined;
  readonly draft?: Side | undefined;
  /** Begins a draft, where there is none yet. */
  readonly onBegin?: (() => void) | undefined;
  readonly onChoose: (id: string) => void;
}

/** Which model stands on one side. */
export function SideSelect({ label, side, versions, live, draft, onBegin, onChoose }: SideSelectProps) {
  const options = versions.map(({ id, name, state }) => ({
    value: id,
    label: id === live ? `${name} (live here)` : name,
    hint: `${id} · ${state}`,
  }));
  const drafts = draft
    ? [{ value: DRAFT_ID, label: "Draft", hint: "not stored yet" }]
    : onBegin
      ? [{ value: DRAFT_ID, label: "New draft", hint: "begins as the left model" }]
      : [];
  return (
    <Select
      label={label}
      className="w-full min-w-0"
      placeholder="Choose a model"
      value={side?.id ?? null}
      options={[...drafts, ...options]}
      onChange={(id) => (id === DRAFT_ID && !draft ? onBegin?.() : onChoose(id))}
    />
  );
}
