import { setTimeout as pause } from "node:timers/promises";
import { compare } from "./compare.ts";
import type { Row } from "./fault-table.ts";
import type { World } from "./world.ts";

const TIMES = 10;
/** Repetitions are not counted, a tenth of what is sent; less than this was no tenfold load. */
const TIMES_AT_LEAST = 8;
const LISTS_P99_MS = 200;
const CALM_MS = 3_000;

/** Ten times a calm load for a while. Answers its row; recovery is the time until what was acknowledged is folded. */
export async function spike(world: World, eventsPerSecond: number, lastsMs: number, say: (line: string) => void): Promise<Row> {
  await world.load.halt();
  const usual = world.moreLoad(eventsPerSecond);
  world.prober.take();
  await pause(CALM_MS);
  const calm = world.prober.take();
  const before = { events: world.model.events };
  const more = world.moreLoad((TIMES - 1) * eventsPerSecond);
  await pause(lastsMs);
  await Promise.all([more.stop(), usual.stop()]);
  const lists = world.prober.take();
  const endedMs = performance.now();
  const { lost, doubled, wrong } = await compare(world);
  const recoveryMs = performance.now() - endedMs;
  for (const one of wrong) world.note(one);
  const events = world.model.events - before.events;
  const reached = (events / lastsMs) * 1000;
  const { refused429, refused503 } = more.figures();
  if (reached < TIMES_AT_LEAST * eventsPerSecond)
    world.note(`the spike reached ${reached.toFixed(0)} of ${TIMES * eventsPerSecond} events/s`);
  if (lists.p99 > LISTS_P99_MS)
    world.note(`lists took ${lists.p99.toFixed(0)} ms at p99 in the spike, ${calm.p99.toFixed(0)} before; ${LISTS_P99_MS} are allowed`);
  say(
    `${"spike".padEnd(20)} ${reached.toFixed(0)} events/s for ${lastsMs / 1000} s, ${refused429} times 429, ${refused503} times 503; ` +
      `lists p99 ${lists.p99.toFixed(0)} (calm ${calm.p99.toFixed(0)}), worst ${lists.worst.toFixed(0)} ms; folded and compared after ${(recoveryMs / 1000).toFixed(1)} s`,
  );
  world.load.go();
  return {
    fault: "spike",
    what: `${TIMES * eventsPerSecond} events/s offered for ${lastsMs / 1000} s, ${reached.toFixed(0)} reached (recovery: until all is folded)`,
    runs: 1,
    events,
    lost,
    doubled,
    recoveriesMs: [recoveryMs],
    lists: { p99: lists.p99, worst: lists.worst, degraded: 0 },
  };
}
