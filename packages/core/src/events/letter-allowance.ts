import { LETTERS_PER_MINUTE } from "./dead-letter.ts";

const MINUTE_MS = 60_000;

interface Minute {
  startMs: number;
  kept: number;
  notKept: number;
}

/** How many dead letters a tenant may still leave this minute: whoever sends nothing but mistakes must not fill the log. */
export class LetterAllowance {
  readonly #perMinute: number;
  readonly #tenants = new Map<string, Minute>();

  constructor(perMinute = LETTERS_PER_MINUTE) {
    this.#perMinute = perMinute;
  }

  /** How many of `wanted` may be kept; the rest is counted. */
  take(tenant: string, wanted: number, nowMs: number): number {
    const minute = this.#tenants.get(tenant) ?? { startMs: nowMs, kept: 0, notKept: 0 };
    this.#tenants.set(tenant, minute);
    if (nowMs - minute.startMs >= MINUTE_MS || nowMs < minute.startMs) {
      minute.startMs = nowMs;
      minute.kept = 0;
    }
    const granted = Math.min(wanted, Math.max(0, this.#perMinute - minute.kept));
    minute.kept += granted;
    minute.notKept += wanted - granted;
    return granted;
  }

  /** Letters that were only counted, since this process began. */
  notKept(tenant: string): number {
    return this.#tenants.get(tenant)?.notKept ?? 0;
  }
}
