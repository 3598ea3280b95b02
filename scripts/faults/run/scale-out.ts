import { setTimeout as pause } from "node:timers/promises";
import { AssignerProtocol, Kafka, logLevel } from "kafkajs";
import type { StackProcess } from "../../testing/stack-process.ts";
import { compare } from "./compare.ts";
import type { Row } from "./fault-table.ts";
import { timeUntilVisible } from "./strike.ts";
import type { World } from "./world.ts";

const GROUP = "attune-users";
const SETTLED_WITHIN_MS = 30_000;
/** Beyond the session: the others must have taken its partitions over. */
const HALTED_MS = 8_000;

interface Step {
  readonly name: string;
  readonly what: string;
  /** Members of the group when it is over. */
  readonly members: number;
  act(): Promise<unknown>;
}

/**
 * One worker, two, three; one is killed, and in the long form another halted and woken. Each time: how long until events in all partitions are
 * visible, and who owns what then.
 */
export async function scaleOut(
  world: World,
  { long, say }: { readonly long: boolean; readonly say: (line: string) => void },
): Promise<Row[]> {
  const { keeper, stack } = world;
  const [, second, third] = stack.workers as unknown as readonly [StackProcess, StackProcess, StackProcess];
  const steps: readonly Step[] = [
    { name: "one-worker", what: "of two workers one is stopped", members: 1, act: () => leaveStopped(world, second) },
    { name: "second-worker", what: "a second worker joins the first", members: 2, act: () => begin(second) },
    { name: "third-worker", what: "a third worker joins", members: 3, act: () => begin(third) },
    { name: "one-of-three-killed", what: "kill -9 of one of three workers, which stays away", members: 2, act: () => kill(second) },
    ...(long ? halting() : []),
  ];

  function halting(): readonly Step[] {
    return [
      { name: "one-of-two-halted", what: "one of two workers is halted", members: 1, act: () => third.kill("SIGSTOP") },
      { name: "halted-woken", what: "the halted worker wakes up", members: 2, act: () => wake(third) },
    ];
  }

  async function begin(worker: StackProcess): Promise<void> {
    await worker.start();
    keeper.mind(worker);
  }
  async function kill(worker: StackProcess): Promise<void> {
    keeper.leave(worker);
    await worker.kill("SIGKILL");
  }
  async function wake(worker: StackProcess): Promise<void> {
    await pause(HALTED_MS);
    await worker.kill("SIGCONT");
  }

  const rows: Row[] = [];
  let known = { lost: 0, doubled: 0 };
  for (const { name, what, members, act } of steps) {
    const before = world.model.events;
    world.prober.take();
    await act();
    const recoveryMs = await timeUntilVisible(world);
    const owners = await ownersOnce(world, members);
    await world.load.halt();
    const { lost, doubled, wrong } = await compare(world);
    world.load.go();
    for (const one of wrong) world.note(one);
    const lists = world.prober.take();
    const events = world.model.events - before;
    rows.push({
      fault: name,
      what,
      runs: 1,
      events,
      lost: lost - known.lost,
      doubled: doubled - known.doubled,
      recoveriesMs: [recoveryMs],
      lists: { p99: lists.p99, worst: lists.worst, degraded: 0 },
    });
    known = { lost, doubled };
    say(`${name.padEnd(20)} all partitions move on after ${(recoveryMs / 1000).toFixed(1)} s; ${owners}`);
  }
  return rows;
}

/** For good: nobody starts it again until it is minded. */
export async function leaveStopped({ keeper }: Pick<World, "keeper">, worker: StackProcess): Promise<void> {
  keeper.leave(worker);
  await worker.stop();
}

/** Who owns which partitions of the users' lane, in the broker's words, once the group has so many members. */
async function ownersOnce({ addresses: { KAFKA_BROKERS: brokers = [] }, note }: World, members: number): Promise<string> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const untilMs = performance.now() + SETTLED_WITHIN_MS;
  try {
    for (;;) {
      const { groups } = await admin.describeGroups([GROUP]);
      const owned = (groups[0]?.members ?? []).map(({ memberAssignment }) =>
        Object.values(AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {})
          .flat()
          .toSorted((a, b) => a - b),
      );
      const settled = groups[0]?.state === "Stable" && owned.length === members;
      if (settled || performance.now() > untilMs) {
        if (!settled) note(`the group has ${owned.length} members instead of ${members}`);
        return `${owned.length} workers own ${owned.map((partitions) => `{${partitions.join(", ")}}`).join(" ")}`;
      }
      await pause(200);
    }
  } finally {
    await admin.disconnect();
  }
}
