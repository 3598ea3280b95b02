import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "../fault.ts";
import { compare, type Difference } from "./compare.ts";
import type { Row } from "./fault-table.ts";
import type { ProberFigures } from "./prober.ts";
import { strike } from "./strike.ts";
import type { World } from "./world.ts";

export interface CampaignSettings {
  readonly long: boolean;
  readonly runsOf: (fault: Fault) => number;
  readonly say: (line: string) => void;
}

/** State is compared after so many runs: it takes the load away for a moment. */
const RUNS_BETWEEN_COMPARISONS = 10;
/** Twenty times the deadline, because the machine is shared with everything that is tried here; and where it is busy with something else, three times the calm. */
const LATE_MS = 1_000;
const TIMES_CALM = 3;
const CALM_MS = 2_000;

/** Every fault as often as wanted, one after the other, each under load; the platform's state is held against the model after each or each ten. */
export async function campaign(world: World, faults: readonly Fault[], { long, runsOf, say }: CampaignSettings): Promise<Row[]> {
  const rows: Row[] = [];
  world.prober.take();
  await pause(CALM_MS);
  const lateMs = Math.max(LATE_MS, TIMES_CALM * world.prober.take().p99);
  let known = await compareHalted(world);
  if (known.lost + known.doubled > 0) world.note("state and model differ before any fault");
  for (const fault of faults) {
    const before = { known, events: world.model.events };
    const recoveriesMs: number[] = [];
    world.prober.take();
    for (let run = 0; run < runsOf(fault); run++) {
      await world.withdrawSomebody();
      recoveriesMs.push(await strike(fault, world, long));
      if (run % RUNS_BETWEEN_COMPARISONS === RUNS_BETWEEN_COMPARISONS - 1) known = await compareHalted(world);
    }
    known = await compareHalted(world);
    const lists = world.prober.take();
    holdLists(fault, lists, lateMs, world.note);
    const row: Row = {
      fault: fault.name,
      what: fault.what,
      runs: recoveriesMs.length,
      events: world.model.events - before.events,
      lost: known.lost - before.known.lost,
      doubled: known.doubled - before.known.doubled,
      recoveriesMs,
      lists: { p99: lists.p99, worst: lists.worst, degraded: [...lists.degraded.values()].reduce((sum, count) => sum + count, 0) },
    };
    rows.push(row);
    const reasons = [...lists.degraded].map(([reason, count]) => `${count} ${reason}`).join(", ");
    const recovered = recoveriesMs.map((ms) => (ms / 1000).toFixed(1)).join(" ");
    say(
      `${fault.name.padEnd(20)} ${row.runs} runs, ${row.events} events, lost ${row.lost}, doubled ${row.doubled}, recovered after ${recovered} s; ` +
        `${lists.lists} lists p99 ${lists.p99.toFixed(0)}, worst ${lists.worst.toFixed(0)} ms${reasons === "" ? "" : `; ${reasons}`}`,
    );
  }
  return rows;
}

/** Lists come in time whatever is away, and say what they lack. */
function holdLists({ name, degrades }: Fault, { lists, p99, degraded }: ProberFigures, lateMs: number, note: World["note"]): void {
  if (p99 > lateMs) note(`lists took ${p99.toFixed(0)} ms at p99 during ${name}`);
  if (degrades !== undefined && lists > 0 && ![...degraded.keys()].some((reason) => degrades.test(reason)))
    note(`no list said what it lacked during ${name}`);
}

async function compareHalted(world: World): Promise<Difference> {
  await world.load.halt();
  const difference = await compare(world);
  for (const wrong of difference.wrong) world.note(wrong);
  if (difference.lost > 0) world.note(`${difference.lost} acknowledged events are lost`);
  if (difference.doubled > 0) world.note(`${difference.doubled} events are counted twice`);
  world.load.go();
  return difference;
}
