import type { Caller } from "./authenticate.ts";

/** Writes down that a key was used. */
export type TouchKey = (tenantId: string, keyId: string, atMs: number) => Promise<void>;

/** Notes when a key was last used, at most once a minute and behind the answer's back: it must never slow a request or fail one. */
export class KeyUsage {
  readonly #touch: TouchKey;
  readonly #report: (problem: string) => void;
  readonly #notedMs = new Map<string, number>();

  constructor(touch: TouchKey, report: (problem: string) => void) {
    this.#touch = touch;
    this.#report = report;
  }

  note({ key }: Caller, nowMs: number): void {
    if (nowMs - (this.#notedMs.get(key.id) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
    this.#notedMs.set(key.id, nowMs);
    this.#touch(key.tenantId, key.id, nowMs).catch((error: unknown) =>
      this.#report(`last use of a key not noted: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
}
