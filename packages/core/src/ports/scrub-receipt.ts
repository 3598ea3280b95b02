/** What overwriting the leftovers of deleted values came to. */
export interface ScrubReceipt {
  /** Bytes of space that no value occupied and that were overwritten. */
  readonly bytesOverwritten: number;
  /** Bytes looked through for the forms that were given; 0 without any. */
  readonly bytesScanned: number;
  /** Places where one of the forms is still readable: in a value that is stored at present, or where a reader holds old space. */
  readonly remaining: number;
  readonly durationMs: number;
}

export const NOTHING_TO_SCRUB: ScrubReceipt = { bytesOverwritten: 0, bytesScanned: 0, remaining: 0, durationMs: 0 };
