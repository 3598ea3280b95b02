import { setTimeout as pause } from "node:timers/promises";
import { endWithParent } from "../embedded/child-process.fixture.ts";
import { type KafkaLogOptions, kafkaLog } from "./kafka-log.ts";
import type { MemberAnswer, MemberMessage } from "./kafka-member.fixture.ts";
import { joinLane } from "./lane-effects.fixture.ts";

/** A worker in a process of its own: the lane's state is its parent's. */
endWithParent();
const { options, maxBatchRecords, workMs } = JSON.parse(process.argv[2] as string) as {
  readonly options: KafkaLogOptions;
  readonly maxBatchRecords: number;
  readonly workMs: number | null;
};
const tell = (message: MemberMessage) => void process.send?.(message);
let asked = 0;
const answers = new Map<number, (answer: MemberAnswer["answer"]) => void>();
process.on("message", ({ id, answer }: MemberAnswer) => answers.get(id)?.(answer));
function ask<T extends MemberAnswer["answer"]>(question: (id: number) => MemberMessage): Promise<T> {
  const id = asked++;
  return new Promise((resolve) => {
    answers.set(id, (answer) => resolve(answer as T));
    tell(question(id));
  });
}

const log = await kafkaLog(options);
const running = await joinLane(
  log,
  {
    claim: (partition) => ask((id) => ({ what: "claim", id, partition })),
    handed: (partition, first, last) => tell({ what: "handed", partition, first, last }),
    commit: (commit) => ask((id) => ({ what: "commit", id, commit })),
  },
  {
    maxBatchRecords,
    // Null never ends.
    work: () => (workMs === null ? new Promise(() => undefined) : pause(workMs)),
  },
);
process.on("SIGUSR2", () => tell({ what: "memory", bytes: process.memoryUsage.rss() }));
tell({ what: "joined" });
try {
  await running.finished;
} catch (cause) {
  process.send?.({ what: "failed", message: String(cause) } satisfies MemberMessage, () => process.exit(1));
}
