/** A budget of DESIGN section 12 beside what was measured. */
export interface Verdict {
  readonly what: string;
  readonly budget: string;
  readonly measured: string;
  readonly met: boolean;
}
