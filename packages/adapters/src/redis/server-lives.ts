import type { Redis } from "ioredis";

/** Whether what a server holds may be trusted: not after it was started anew, until what it may have lost is there again. */
export interface ServerLives {
  /** Resolves with the number of the connection that may be read from; rejects while in doubt. */
  trusted(): Promise<number>;
  /** Whether that is still the connection: what was sent over it may have been answered by the server's next life. */
  isCurrent(connection: number): boolean;
}

/**
 * A server that came back may have older files, and who it forgot cannot be seen from what it still has. It is known by its run id, which is asked for
 * after each lost connection: no server begins another life without losing them.
 */
export function serverLives(redis: Redis, restored: () => Promise<void>): ServerLives {
  let connection = 0;
  let known: { readonly connection: number; readonly runId: string | undefined } | undefined;
  let doubt: Promise<void> | undefined;
  redis.on("close", () => {
    connection += 1;
  });

  function refuseInDoubt(): void {
    if (doubt !== undefined)
      throw new Error("Redis was started anew and may have older files; it is not trusted until what it lost is restored");
  }

  return {
    isCurrent: (number) => number === connection,
    async trusted() {
      refuseInDoubt();
      while (known?.connection !== connection) {
        const asked = connection;
        const runId = /^run_id:(\S+)/m.exec(await redis.info("server"))?.[1];
        if (asked !== connection) continue;
        if (known !== undefined && known.runId !== runId)
          doubt ??= restored().then(() => {
            doubt = undefined;
          });
        known = { connection, runId };
      }
      refuseInDoubt();
      return connection;
    },
  };
}
