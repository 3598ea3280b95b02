/**
 * Every way in which Attune refuses a caller: one code, one status, one public sentence.
 * The private cause travels as `cause` and is never sent to the caller.
 */
export const FAULTS = {
  invalid_json: { status: 400, title: "The body is not valid JSON." },
  invalid_request: { status: 400, title: "The request does not have the expected shape." },
  nothing_accepted: { status: 400, title: "None of the events could be accepted." },
  unknown_placement: { status: 400, title: "There is no such placement." },
  invalid_filter: { status: 400, title: "The filter is malformed." },
  missing_credential: { status: 401, title: "An API key is required." },
  invalid_credential: { status: 401, title: "The API key is not valid." },
  revoked_credential: { status: 401, title: "The API key has been revoked." },
  insufficient_scope: { status: 403, title: "This API key may not do that." },
  origin_not_allowed: { status: 403, title: "This origin may not use the publishable key." },
  not_found: { status: 404, title: "There is nothing at this address." },
  item_not_found: { status: 404, title: "There is no such item." },
  method_not_allowed: { status: 405, title: "This method is not supported here." },
  conflict: { status: 409, title: "The request conflicts with an earlier one." },
  payload_too_large: { status: 413, title: "The request is too large." },
  unsupported_media_type: { status: 415, title: "This content type is not supported." },
  rate_limited: { status: 429, title: "Too many requests." },
  internal: { status: 500, title: "Something went wrong on our side." },
  standing_unavailable: { status: 503, title: "Whether this person permits it cannot be read at the moment." },
  answers_unavailable: { status: 503, title: "Whether this Idempotency-Key was used before cannot be read at the moment." },
  state_unavailable: { status: 503, title: "What is known of this person cannot be read at the moment." },
  log_unavailable: { status: 503, title: "Events cannot be stored durably at the moment." },
  not_ready: { status: 503, title: "The service is not ready yet." },
} as const satisfies Record<string, { status: number; title: string }>;

export type FaultCode = keyof typeof FAULTS;

/** One thing that was wrong: where (`events[3].itemId`) and what was probably meant. */
export interface FaultDetail {
  readonly path: string;
  readonly message: string;
}

/** Thrown to refuse a request; `detail` is public, `cause` is not. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly errors: readonly FaultDetail[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: FaultCode,
    detail?: string,
    options: { errors?: readonly FaultDetail[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(detail ?? FAULTS[code].title, { cause: options.cause });
    this.name = "Fault";
    this.code = code;
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
