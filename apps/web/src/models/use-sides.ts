"use client";
import type { ModelSettings } from "@attune/core/placements/schema";
import { createParser, parseAsString, useQueryStates } from "nuqs";
import type { Pointer, Version } from "./model-types.ts";
import { settingsOf, settingsText } from "./settings-text.ts";

const parseAsSettings = createParser({
  parse: settingsOf,
  serialize: settingsText,
  eq: (a, b) => settingsText(a) === settingsText(b),
});

const parsers = { left: parseAsString, right: parseAsString, draft: parseAsSettings, base: parseAsString };

/** A model on one side of the comparison: stored, or the draft. */
export interface Side {
  readonly id: string;
  readonly name: string;
  readonly settings: ModelSettings;
  readonly stored: Version | undefined;
}

export const DRAFT_ID = "draft";

/** Which two models are compared, and the draft: all of it in the URL, so that a link shares it. Left open, the left side is what the placement serves. */
export function useSides(placement: Pointer | undefined, versions: readonly Version[]) {
  const [{ left: leftId, right: rightId, draft, base: baseId }, setUrl] = useQueryStates(parsers, { history: "push" });
  const find = (id: string | null | undefined) => versions.find((version) => version.id === id);
  const base = find(baseId);
  const left = sideOf(find(leftId) ?? find(placement?.model.id));
  const drafted: Side | undefined = draft === null ? undefined : { id: DRAFT_ID, name: "Draft", settings: draft, stored: undefined };
  const right = rightId === DRAFT_ID || rightId === null ? drafted : sideOf(find(rightId));
  return {
    left,
    right,
    draft: drafted,
    /** The version that the draft was begun from. */
    base,
    showLeft: (id: string) => void setUrl({ left: id === placement?.model.id ? null : id }),
    showRight: (id: string) => void setUrl({ right: id }),
    begin: (from: Version) => void setUrl({ right: DRAFT_ID, draft: from.settings, base: from.id }),
    /** Every move of a slider is not a page to go back to. */
    edit: (settings: ModelSettings) => void setUrl({ draft: settings }, { history: "replace" }),
    discard: () => void setUrl({ right: null, draft: null, base: null }),
    /** The draft has become a version. */
    saved: (id: string) => void setUrl({ right: id, draft: null, base: null }),
    /** After the pointer moved: the left side follows it again. */
    settled: () => void setUrl({ left: null }),
  };
}
export type Sides = ReturnType<typeof useSides>;

function sideOf(version: Version | undefined): Side | undefined {
  return version && { id: version.id, name: version.name, settings: version.settings, stored: version };
}

/** How a side is named to the server. */
export function choiceOf({ stored, settings }: Side): { modelVersionId: string } | { settings: ModelSettings } {
  return stored ? { modelVersionId: stored.id } : { settings };
}
