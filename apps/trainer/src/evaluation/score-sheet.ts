import { type MeasureName, measure } from "./measures.ts";

/** Means of measures over questions, by group. */
export class ScoreSheet {
  readonly #measures: readonly MeasureName[];
  readonly #groups = new Map<string, { questions: number; readonly sums: number[] }>();

  constructor(measures: readonly MeasureName[], groups: readonly string[]) {
    this.#measures = measures;
    for (const group of groups) this.#groups.set(group, { questions: 0, sums: measures.map(() => 0) });
  }

  add(group: string, hits: readonly boolean[], relevant: number): void {
    const sheet = this.#groups.get(group);
    if (sheet === undefined) throw new RangeError(`no group ${group}`);
    sheet.questions += 1;
    this.#measures.forEach((name, i) => {
      sheet.sums[i] = (sheet.sums[i] as number) + measure(name, hits, relevant);
    });
  }

  get questions(): number {
    return this.#groups.values().reduce((sum, { questions }) => sum + questions, 0);
  }

  /** By name of the measure, with the group before it where there is one; null where nothing was asked. */
  means(): Record<string, number | null> {
    const means: Record<string, number | null> = {};
    for (const [group, { questions, sums }] of this.#groups) {
      this.#measures.forEach((name, i) => {
        means[group === "" ? name : `${group} ${name}`] = questions === 0 ? null : (sums[i] as number) / questions;
      });
    }
    return means;
  }
}
