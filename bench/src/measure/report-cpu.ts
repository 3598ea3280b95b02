import { CPU_PLACES, type CpuSeconds } from "../platform/cpu-of.ts";
import { short } from "../report/figures.ts";
import { section } from "./load-catalogue.ts";
import type { Session } from "./session.ts";

/** What each process spent on one of `count` things, in µs; `name` is what scripts find the numbers by. */
export function reportCpu(
  { size, report }: Pick<Session, "size" | "report">,
  what: string,
  name: string,
  count: number,
  seconds: CpuSeconds,
): void {
  const places = CPU_PLACES.filter((place) => seconds[place] !== undefined);
  const micros = places.map((place) => (1e6 * (seconds[place] ?? Number.NaN)) / count);
  const own = section(size.items);
  report.row({ section: own, what: `CPU for one ${what}: ${places.join(" / ")}`, measured: `${micros.map(short).join(" / ")} µs` });
  for (const [i, place] of places.entries()) report.number(`items${size.items}.${name}.${place}CpuMicros`, micros[i] as number);
}
