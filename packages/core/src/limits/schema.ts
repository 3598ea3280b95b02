/** So many units of a key: requests or events of a tenant. `perSecond` on the average, `burst` at once. */
export interface RateRequest {
  readonly key: string;
  readonly units: number;
  readonly perSecond: number;
  readonly burst: number;
}

/** What a limit says after a request: `remaining` units at this moment, all of them again after `resetSeconds`. */
export interface RateDecision {
  readonly admitted: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly retryAfterSeconds: number;
  /** Decided by what this process counted alone, because whoever knows what others counted did not answer. */
  readonly alone: boolean;
}
