/** What is known of one fault after its runs. */
export interface Row {
  readonly fault: string;
  readonly what: string;
  readonly runs: number;
  /** Acknowledged while it was done and healed. */
  readonly events: number;
  readonly lost: number;
  readonly doubled: number;
  /** From healed until an event is visible again, of each run. */
  readonly recoveriesMs: readonly number[];
  readonly lists: { readonly p99: number; readonly worst: number; readonly degraded: number };
}

const SECOND_MS = 1000;

/** As it stands in docs/guarantees.md. */
export function faultTable(rows: readonly Row[]): string {
  const head = ["fault", "runs", "events", "lost", "doubled", "recovery, median / worst", "lists meanwhile, p99 / worst"];
  const body = rows.map(({ what, runs, events, lost, doubled, recoveriesMs, lists }) => [
    what,
    String(runs),
    String(events),
    String(lost),
    String(doubled),
    `${seconds(medianOf(recoveriesMs))} / ${seconds(Math.max(0, ...recoveriesMs))}`,
    `${Math.round(lists.p99)} / ${Math.round(lists.worst)} ms`,
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((cells) => (cells[column] as string).length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] as number)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

const BEGIN = "<!-- faults: begin -->";
const END = "<!-- faults: end -->";

/** The page with what stands between the markers replaced. Throws when it has none. */
export function withFaultTable(page: string, said: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the page has no ${BEGIN} before ${END}`);
  return `${page.slice(0, from + BEGIN.length)}\n\n${said}\n\n${page.slice(to)}`;
}

function seconds(ms: number): string {
  return `${(ms / SECOND_MS).toFixed(1)} s`;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
