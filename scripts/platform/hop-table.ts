import type { PlatformNow } from "@attune/core/metrics/schema";
import { burdenOf, HOP_WORDS } from "@attune/core/metrics/slowest-hop";

const HEADER = ["hop", "p50", "p99", "budget", "used", "per second", "waiting", "of at most", "oldest"] as const;
const BAR_WIDTH = 10;

/** The hops as lines of text, the slowest marked, then the sentence about it and the setting that would help. */
export function hopTable({ hops, slowest }: Pick<PlatformNow, "hops" | "slowest">): string[] {
  const rows = hops.map((hop) => [
    HOP_WORDS[hop.hop].name,
    ms(hop.p50Ms),
    ms(hop.p99Ms),
    ms(hop.budgetMs),
    bar(burdenOf(hop).share),
    hop.perSecond.toFixed(hop.perSecond < 10 ? 1 : 0),
    String(hop.queue),
    hop.queueLimit === null ? "-" : String(hop.queueLimit),
    hop.waitingMs < 1 ? "-" : ms(hop.waitingMs),
  ]);
  const widths = HEADER.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] as string).length)));
  // Names and bars begin where the eye looks for them, numbers end there.
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 || i === 4 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join("  ");
  const marked = rows.map((row, i) => `${hops[i]?.hop === slowest.hop ? "▶" : " "} ${line(row)}`.trimEnd());
  const advice = slowest.remedy === null ? [] : [`What would help: ${slowest.remedy.setting}. ${slowest.remedy.sentence}`];
  return [`  ${line(HEADER)}`.trimEnd(), ...marked, "", slowest.sentence, ...advice];
}

function ms(value: number | null): string {
  if (value === null) return "-";
  return value < 1000 ? `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms` : `${(value / 1000).toFixed(1)} s`;
}

function bar(share: number): string {
  const full = Math.min(BAR_WIDTH, Math.round(share * BAR_WIDTH));
  return `${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)} ${share < 10 ? `${Math.round(share * 100)} %` : `× ${Math.round(share)}`}`;
}
