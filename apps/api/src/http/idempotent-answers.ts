import { createHash } from "node:crypto";
import { BoundedCache } from "@attune/core/bounded-cache";
import { Fault } from "@attune/core/faults";
import type { Clock } from "@attune/core/ports/clock";

export interface KeptAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly payload: string;
}

interface Entry {
  readonly digest: string;
  readonly atMs: number;
  /** Undefined where the first request failed in a way that may be tried again. */
  readonly answer: Promise<KeptAnswer | undefined>;
}

/** The first of an `Idempotency-Key`: does the work and says what came of it, `undefined` when it should be done again. */
export type Finish = (answer: KeptAnswer | undefined) => void;

/** Answers of mutations by `Idempotency-Key`, kept for a day in this process: a repetition gets the first answer and changes nothing. */
export class IdempotentAnswers {
  readonly #entries: BoundedCache<string, Entry>;
  readonly #lifetimeMs: number;
  readonly #clock: Clock;

  constructor(options: { capacity: number; lifetimeMs: number; clock: Clock }) {
    this.#entries = new BoundedCache(options.capacity);
    this.#lifetimeMs = options.lifetimeMs;
    this.#clock = options.clock;
  }

  /** Forgets a tenant's answers, some of which may repeat a person's id; answers how many. */
  forget(tenant: string): number {
    return this.#entries.deleteWhere((name) => name.startsWith(`${tenant}|`));
  }

  /** The answer that was given before (waiting for one that is under way), or what the first must call. Throws `Fault` conflict for another request. */
  async begin(tenant: string, key: string, request: { method: string; url: string; body: unknown }): Promise<KeptAnswer | Finish> {
    if (key.length > 255) throw new Fault("invalid_request", "Idempotency-Key must be at most 255 characters long.");
    const name = `${tenant}|${key}`;
    const digest = createHash("sha256")
      .update(JSON.stringify([request.method, request.url, request.body ?? null]))
      .digest("base64");
    for (;;) {
      const entry = this.#entries.get(name);
      if (entry === undefined || this.#clock() - entry.atMs > this.#lifetimeMs) break;
      if (entry.digest !== digest)
        throw new Fault("conflict", "This Idempotency-Key was used for another request. Use a new one for each.");
      const answer = await entry.answer;
      if (answer !== undefined) return answer;
    }
    const { promise, resolve } = Promise.withResolvers<KeptAnswer | undefined>();
    this.#entries.set(name, { digest, atMs: this.#clock(), answer: promise });
    return (answer) => {
      if (answer === undefined) this.#entries.delete(name);
      resolve(answer);
    };
  }
}
