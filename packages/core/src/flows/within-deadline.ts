/** Starts a timer; resolves when it fired. Given by the app, so that core has no clock of its own. */
export type Timer = (delayMs: number) => { readonly fired: Promise<void>; cancel(): void };

export type Gathered<T> = { readonly value: T } | { readonly late: "deadline" | "failed"; readonly cause?: unknown };

/** The value, or why it is not there: the deadline passed first, or the store failed. Never rejects. */
export async function withinDeadline<T>(work: Promise<T>, budgetMs: number, timer: Timer): Promise<Gathered<T>> {
  const limit = timer(Math.max(0, budgetMs));
  try {
    return await Promise.race([
      work.then(
        (value): Gathered<T> => ({ value }),
        (cause: unknown): Gathered<T> => ({ late: "failed", cause }),
      ),
      limit.fired.then((): Gathered<T> => ({ late: "deadline" })),
    ]);
  } finally {
    limit.cancel();
  }
}
