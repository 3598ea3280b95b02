/** A move of a placement's pointer, as far as going back needs it. */
export interface PointerMove {
  readonly kind: "promotion" | "rollback";
  readonly fromVersionId: string | undefined;
  readonly toVersionId: string;
}

/**
 * The version a rollback returns to, from a placement's moves, newest first: each rollback undoes the newest promotion that is not undone yet, so that rolling
 * back twice goes two promotions back and not forth again. Undefined when nothing is left to undo.
 */
export function versionBefore(newestFirst: Iterable<PointerMove>): string | undefined {
  let undone = 0;
  for (const { kind, fromVersionId } of newestFirst) {
    if (kind === "rollback") undone += 1;
    else if (undone > 0) undone -= 1;
    else return fromVersionId;
  }
  return undefined;
}
