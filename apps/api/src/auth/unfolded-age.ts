/** Marks kept per partition; when there are more, every other one goes, and the age is known a little less exactly. */
const MAX_MARKS = 256;

/**
 * How old the oldest unfolded record of a partition is, from nothing but the offsets that are looked at anyway: it remembers when each end of the log was
 * first seen. Too low by at most the time between two looks.
 */
export class UnfoldedAge {
  /** Ends that were beyond what was folded when they were seen, oldest first. */
  #marks: { readonly end: number; readonly atMs: number }[] = [];

  /** `folded`: the next offset to fold; `end`: the next one to be written. */
  look(folded: number, end: number, nowMs: number): void {
    const first = this.#marks.findIndex((mark) => mark.end > folded);
    this.#marks = first === -1 ? [] : this.#marks.slice(first);
    if (end <= folded || end <= (this.#marks.at(-1)?.end ?? 0)) return;
    this.#marks.push({ end, atMs: nowMs });
    if (this.#marks.length > MAX_MARKS) this.#marks = this.#marks.filter((_, i) => i % 2 === 0);
  }

  oldestMs(nowMs: number): number {
    const oldest = this.#marks[0];
    return oldest === undefined ? 0 : nowMs - oldest.atMs;
  }
}
