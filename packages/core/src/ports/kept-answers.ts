/** An answer that was given, as it is given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly payload: string;
}

/** One request with an `Idempotency-Key`. `digest` stands for all of it: the same key with another digest is another request. */
export interface KeyedRequest {
  readonly tenant: string;
  readonly key: string;
  readonly digest: string;
}

export type KeyedBeginning =
  /** It is the first: the caller does the work and says what came of it, `undefined` when it should be done again. What comes after the mark lapsed or was forgotten is not kept. */
  | { readonly state: "begun"; finish(answer: KeptAnswer | undefined): Promise<void> }
  /** The first one is at it, here or in another process. */
  | { readonly state: "under-way"; readonly digest: string }
  | { readonly state: "kept"; readonly digest: string; readonly answer: KeptAnswer };

/**
 * Answers to requests that changed something, by their `Idempotency-Key`: of all that bring the same key exactly one begins. A rejection means that nobody
 * knows whether the request was made before. Answers may repeat a person's id, and name no person: they are forgotten by tenant.
 */
export interface KeptAnswers {
  begin(request: KeyedRequest): Promise<KeyedBeginning>;
  /** Forgets a tenant's answers and what is under way; resolves with how many there were. */
  forget(tenant: string): Promise<number>;
}

export interface KeptAnswersSettings {
  /** From the answer on. */
  readonly keptMs: number;
  /** One that began and never ended (its process was killed) keeps the others away for so long. */
  readonly underWayMs: number;
}

export const KEPT_ANSWERS: KeptAnswersSettings = { keptMs: 24 * 3_600_000, underWayMs: 60_000 };
