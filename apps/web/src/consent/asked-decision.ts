import type { Purpose } from "@attune/core/consent/schema";

/** What somebody at the console is about to enter for a person. */
export interface AskedDecision {
  readonly purpose: Purpose;
  readonly permit: boolean;
}
