import type { Standing } from "../consent/schema.ts";
import type { ScrubReceipt } from "./scrub-receipt.ts";

/**
 * A person's standing: consent, demographic segments and suppression. The api writes it the moment a person decides and reads it before
 * every fold and serve, so a gate closes before the queue is read. An older change (by `changedAtMs`) never overwrites a newer one.
 */
export interface StandingStore {
  /** In the order of `subjects`; `undefined` for a person without one. A rejection must be treated as "no permission". */
  read(tenant: string, subjects: readonly string[]): Promise<readonly (Standing | undefined)[]>;
  write(tenant: string, subject: string, standing: Standing): Promise<void>;
  /** Forgets these people's standings; resolves with how many there were when that is durable. */
  erase(tenant: string, subjects: readonly string[]): Promise<number>;
  /** Overwrites what erased and changed standings left in the store's files; `forms` are byte sequences that must not stay readable there. */
  scrub(forms: readonly Uint8Array[]): Promise<ScrubReceipt>;
  close(): Promise<void>;
}
