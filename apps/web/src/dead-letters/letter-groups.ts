import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../server/app-router.ts";

export type Letter = inferRouterOutputs<AppRouter>["deadLetters"]["list"]["letters"][number];

export interface LetterGroup {
  readonly fingerprint: string;
  /** Newest first. */
  readonly letters: readonly Letter[];
  readonly newest: Letter;
  readonly firstAtMs: number;
  /** Letters that nobody has replayed or discarded. */
  readonly open: number;
}

export type LetterState = "open" | "replaying" | "replayed" | "discarded";

const REPLAY_TIMEOUT_MS = 60_000;

/** A replay that was refused or interrupted leaves the letter open. */
export function letterState({ action }: Pick<Letter, "action">, nowMs: number): LetterState {
  if (action === undefined) return "open";
  if (action.action !== "replaying") return action.action;
  return action.failed === undefined && nowMs - action.atMs < REPLAY_TIMEOUT_MS ? "replaying" : "open";
}

/** Letters that want the same remedy together; the group with most that are open first. */
export function groupsOf(letters: readonly Letter[], nowMs: number): readonly LetterGroup[] {
  const groups = [...Map.groupBy(letters, ({ fingerprint }) => fingerprint)].map(([fingerprint, ofGroup]): LetterGroup => {
    const newestFirst = ofGroup.toSorted((a, b) => b.atMs - a.atMs);
    return {
      fingerprint,
      letters: newestFirst,
      newest: newestFirst[0] as Letter,
      firstAtMs: (newestFirst.at(-1) as Letter).atMs,
      open: newestFirst.filter((letter) => letterState(letter, nowMs) === "open").length,
    };
  });
  return groups.sort((a, b) => b.open - a.open || b.newest.atMs - a.newest.atMs);
}
