import { setImmediate as nextTurn } from "node:timers/promises";
import type { RootDatabase } from "lmdb";

/**
 * One write transaction; resolves with the action's answer once committed. The action must not throw: lmdb would commit what it had put.
 * A failed commit rejects twice in lmdb: once here, saying nothing, and once in `commitError`, saying why (disk full). The latter would
 * end the process as an unhandled rejection; it is taken up here and becomes the cause.
 */
export async function transact<T>(db: RootDatabase<Buffer, Buffer>, action: () => T): Promise<T> {
  try {
    return await db.transaction(action);
  } catch (error) {
    const { commitError } = error as { commitError?: Promise<never> };
    if (commitError === undefined) throw error;
    const cause = await Promise.race([commitError.catch((reason: unknown) => reason), nextTurn(undefined)]);
    throw new Error("the transaction could not be committed", { cause: cause ?? error });
  }
}
