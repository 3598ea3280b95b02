import type { Verdict } from "./verdict.ts";

export interface Row {
  readonly section: string;
  readonly what: string;
  /** As shown, with unit. */
  readonly measured: string;
  /** The least that it could be, measured in the same run: the same bytes from memory, or the operation alone on an idle server. */
  readonly floor?: string | undefined;
  /** measured / floor. */
  readonly ratio?: number | undefined;
}

/** What a run measured: rows for people, numbers for programs, verdicts on the budgets. */
export class Report {
  readonly rows: Row[] = [];
  readonly verdicts: Verdict[] = [];
  readonly numbers: Record<string, number> = {};
  readonly #tell: (line: string) => void;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  row(row: Row): void {
    this.rows.push(row);
    const beside =
      row.floor === undefined ? "" : ` (beside it ${row.floor}${row.ratio === undefined ? "" : `, ratio ${row.ratio.toFixed(2)}`})`;
    this.#tell(`${row.section}: ${row.what}: ${row.measured}${beside}`);
  }

  /** `name` is dotted, ends in its unit and never changes its meaning: scripts compare runs by it. */
  number(name: string, value: number): void {
    this.numbers[name] = value;
  }

  judge(verdict: Verdict): void {
    this.verdicts.push(verdict);
  }
}
