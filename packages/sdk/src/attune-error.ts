/** What Attune answered instead of a result (RFC 9457 problem+json), or why no answer came. */
export class AttuneError extends Error {
  override readonly name = "AttuneError";
  /** HTTP status; 0 when no answer came (network, timeout). */
  readonly status: number;
  /** Stable and for programs, for instance `rate_limited`; `network`, `timeout` or `unexpected_answer` when the API did not speak. */
  readonly code: string;
  /** For support: finds the request in Attune's logs. */
  readonly requestId: string | undefined;
  /** What was wrong and where, for instance `events[3].itemId`. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  /** How long the API asked to be left alone; undefined when it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    answer: {
      status: number;
      code: string;
      requestId?: string | undefined;
      errors?: AttuneError["errors"] | undefined;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(message, { cause: answer.cause });
    this.status = answer.status;
    this.code = answer.code;
    this.requestId = answer.requestId;
    this.errors = answer.errors ?? [];
    this.retryAfterMs = answer.retryAfterMs;
  }

  /** Whether the same request may succeed later: everything Attune accepts carries an id, so repeating it changes nothing. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500 || this.code === "unexpected_answer";
  }
}
