import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { redisLink } from "@attune/adapters/redis/redis-link";
import { redisStateStore } from "@attune/adapters/redis/state-store";
import { freePorts } from "../../../scripts/platform/ports.ts";
import { startRedis } from "../../../scripts/services/redis.ts";
import { short } from "../report/figures.ts";
import type { Report } from "../report/report.ts";
import { type FoldCost, foldCost } from "./fold-cost.ts";
import { EVENTS_OF_A_PERSON, newSubjects, stateFiller } from "./people-states.ts";
import { reportPersonState } from "./person-state.ts";

const EVENTS_FOLDED = 20_000;

/**
 * What people take in a Redis of their own, and what an event costs when there are so many of them: memory is counted at the largest number, the dedup
 * window after the state, and everyone is written twice as in the embedded store.
 */
export async function measurePersonStateInRedis(report: Report, numbersOfPeople: readonly number[]): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-bench-redis-"));
  const [port] = (await freePorts(1, "127.0.0.1")) as [number];
  const server = await startRedis({ folder, port });
  const redis = await redisLink(server.address);
  const infoOf = async (part: string, name: string) => Number(new RegExp(`^${name}:(\\S+)`, "m").exec(await redis.info(part))?.[1]);
  const bytesUsed = () => infoOf("memory", "used_memory");
  const cpuSeconds = async () => (await infoOf("cpu", "used_cpu_user")) + (await infoOf("cpu", "used_cpu_sys"));
  try {
    const most = Math.max(...numbersOfPeople);
    const costs: (FoldCost & { readonly people: number })[] = [];
    for (const people of numbersOfPeople) {
      await redis.flushall();
      const store = redisStateStore(redis);
      const subjects = newSubjects(people);
      const fill = stateFiller(store, subjects);
      const emptyBytes = await bytesUsed();
      await fill(EVENTS_OF_A_PERSON / 2, "state");
      const sizes = await fill(EVENTS_OF_A_PERSON, "state");
      const stateBytes = (await bytesUsed()) - emptyBytes;
      await fill(EVENTS_OF_A_PERSON, "seen");
      const seenBytes = (await bytesUsed()) - emptyBytes - stateBytes;
      if (people === most)
        reportPersonState(report, people, "Redis (used_memory), keys and overhead included", { sizes, stateBytes, seenBytes });

      costs.push({ people, ...(await foldCost(store, subjects, EVENTS_FOLDED, cpuSeconds)) });
    }
    reportCosts(report, costs);
  } finally {
    redis.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function reportCosts(report: Report, costs: readonly (FoldCost & { readonly people: number })[]): void {
  const section = "cost of an event by people in Redis";
  const fewest = costs[0] === undefined ? Number.NaN : costs[0].laneMicros + costs[0].storeMicros;
  for (const { people, laneMicros, storeMicros, openMs } of costs) {
    const number = people.toLocaleString("en");
    report.row({
      section,
      what: `${number} people: CPU of the user lane / of Redis for one more event of somebody`,
      measured: `${short(laneMicros)} / ${short(storeMicros)} µs`,
      floor: `${short(fewest)} µs (the fewest people)`,
      ratio: (laneMicros + storeMicros) / fewest,
    });
    report.row({
      section,
      what: `${number} people: a worker takes a partition over, until its first batch`,
      measured: `${short(openMs)} ms`,
    });
    report.number(`costByPeople.${people}.laneMicros`, laneMicros);
    report.number(`costByPeople.${people}.redisMicros`, storeMicros);
    report.number(`costByPeople.${people}.openMs`, openMs);
  }
}
