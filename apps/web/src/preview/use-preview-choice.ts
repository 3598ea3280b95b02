"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../trpc/client.tsx";
import type { PreviewTarget } from "./use-preview.ts";
import { usePreviewState } from "./use-preview-state.ts";

const PERSONAS_FRESH_MS = 5 * 60_000;
const PLACEMENTS_FRESH_MS = 60_000;

/**
 * Who is looked at and where, from the URL and what the tenant has. What the URL leaves open has a default, so that the page starts with
 * something to look at: the first example person, and the placement that starts from the person.
 */
export function usePreviewChoice() {
  const trpc = useTRPC();
  const [state, choose] = usePreviewState();
  const personas = useQuery(trpc.preview.personas.queryOptions(undefined, { staleTime: PERSONAS_FRESH_MS }));
  const placements = useQuery(trpc.preview.placements.queryOptions(undefined, { staleTime: PLACEMENTS_FRESH_MS }));
  const subject = state.person ?? personas.data?.[0]?.subject;
  const offered = placements.data ?? [];
  const placement =
    offered.find(({ key }) => key === state.placement) ?? offered.find(({ strategy }) => strategy === "for-you") ?? offered[0];
  const needsItem = placement?.strategy === "similar";
  const itemId = needsItem ? (state.item ?? undefined) : undefined;
  const ready = subject !== undefined && placement !== undefined && (!needsItem || itemId !== undefined);
  const target: PreviewTarget | undefined = ready ? { subject, placement: placement.key, itemId } : undefined;
  return {
    choose: (change: Parameters<typeof choose>[0]) => void choose(change),
    personas,
    placements,
    person: subject === undefined ? undefined : { subject, label: labelOf(subject, personas.data ?? []) },
    placement,
    needsItem,
    itemId,
    target,
    /** The placement that shows what is similar to an item, if the tenant has one. */
    similar: offered.find(({ strategy }) => strategy === "similar"),
    /** Why nothing can be chosen from: a person in the URL needs no example people. */
    error: placements.error ?? (state.person ? null : personas.error),
  };
}
export type PreviewChoice = ReturnType<typeof usePreviewChoice>;

/** An example person's name, or the beginning of the alias. */
function labelOf(subject: string, personas: readonly { readonly subject: string; readonly label: string }[]): string {
  return personas.find((persona) => persona.subject === subject)?.label ?? `Person ${subject.slice(0, 6)}…`;
}
