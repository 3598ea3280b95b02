import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Fault } from "@attune/core/faults";
import type { KeptAnswer, KeptAnswers, KeyedBeginning } from "@attune/core/ports/kept-answers";

const LOOK_MS = 20;

/** The first of an `Idempotency-Key`: does the work and says what came of it, `undefined` when it should be done again. */
export type Finish = (answer: KeptAnswer | undefined) => Promise<void>;

export interface IdempotentAnswersOptions {
  readonly answers: KeptAnswers;
  /** One that is under way, here or in another process, is waited for so long. */
  readonly waitMs: number;
  readonly report: (problem: string) => void;
}

/** Answers of mutations by `Idempotency-Key`: a repetition gets the first answer and changes nothing, whichever process it reaches. */
export class IdempotentAnswers {
  readonly #answers: KeptAnswers;
  readonly #waitMs: number;
  readonly #report: (problem: string) => void;

  constructor({ answers, waitMs, report }: IdempotentAnswersOptions) {
    this.#answers = answers;
    this.#waitMs = waitMs;
    this.#report = report;
  }

  /**
   * The answer that was given before (waiting for one that is under way), or what the first must call. Throws `Fault`: conflict for another request with the
   * same key and for a first one that takes too long (draft-ietf-httpapi-idempotency-key-header-07, 2.7), answers_unavailable when nobody knows.
   */
  async begin(tenant: string, key: string, request: { method: string; url: string; body: unknown }): Promise<KeptAnswer | Finish> {
    if (key.length > 255) throw new Fault("invalid_request", "Idempotency-Key must be at most 255 characters long.");
    const digest = createHash("sha256")
      .update(JSON.stringify([request.method, request.url, request.body ?? null]))
      .digest("base64");
    for (const untilMs = performance.now() + this.#waitMs; ; await pause(LOOK_MS)) {
      const beginning = await this.#begin({ tenant, key, digest });
      if (beginning.state === "begun") return (answer) => this.#finish(beginning, answer);
      if (beginning.digest !== digest)
        throw new Fault("conflict", "This Idempotency-Key was used for another request. Use a new one for each.");
      if (beginning.state === "kept") return beginning.answer;
      if (performance.now() > untilMs)
        throw new Fault("conflict", "The first request with this Idempotency-Key is still being worked on. Ask again in a moment.", {
          retryAfterSeconds: 1,
        });
    }
  }

  async #begin(request: Parameters<KeptAnswers["begin"]>[0]): Promise<KeyedBeginning> {
    try {
      return await this.#answers.begin(request);
    } catch (cause) {
      // To do it perhaps a second time is what the caller wanted to rule out.
      throw new Fault("answers_unavailable", undefined, { cause, retryAfterSeconds: 1 });
    }
  }

  /** What was done is done: the caller gets the answer, although a repetition will have to wait until the mark lapses. */
  async #finish(beginning: Extract<KeyedBeginning, { state: "begun" }>, answer: KeptAnswer | undefined): Promise<void> {
    try {
      await beginning.finish(answer);
    } catch (cause) {
      this.#report(`an answer was not kept for its Idempotency-Key: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  }
}
