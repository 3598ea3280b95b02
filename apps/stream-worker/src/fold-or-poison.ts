/**
 * Runs `fold` over every record; one that throws is poisoned and everything begins again without it, from memory that `reset` has emptied, because
 * a half-done fold may have changed a state in place. Costs nothing while nothing throws.
 */
export async function foldOrPoison<T extends { readonly offset: number }, R>(
  attempt: () => Promise<{ readonly decoded: readonly T[]; readonly begin: () => Promise<{ fold(record: T): void; finish(): R }> }>,
  poisoned: Map<number, unknown>,
  reset: () => Promise<void>,
): Promise<R> {
  for (;;) {
    const { decoded, begin } = await attempt();
    const run = await begin();
    const failed = decoded.find((record) => {
      try {
        run.fold(record);
        return false;
      } catch (error) {
        poisoned.set(record.offset, error);
        return true;
      }
    });
    if (failed === undefined) return run.finish();
    await reset();
  }
}
