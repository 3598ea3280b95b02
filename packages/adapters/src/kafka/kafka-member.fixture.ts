import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { KafkaLogOptions } from "./kafka-log.ts";
import type { Claim, Commit, MemberEffects } from "./lane-effects.fixture.ts";

/** What the child tells and asks. */
export type MemberMessage =
  | { readonly what: "claim"; readonly id: number; readonly partition: number }
  | { readonly what: "commit"; readonly id: number; readonly commit: Commit }
  | { readonly what: "handed"; readonly partition: number; readonly first: number; readonly last: number }
  | { readonly what: "joined" }
  | { readonly what: "memory"; readonly bytes: number }
  | { readonly what: "failed"; readonly message: string };

export interface MemberAnswer {
  readonly id: number;
  readonly answer: Claim | number;
}

export interface MemberOptions {
  readonly options: KafkaLogOptions;
  readonly maxBatchRecords: number;
  /** How long it works on each batch; null never ends. */
  readonly workMs: number | null;
}

/** A member of the lane in a process of its own, to be stopped and killed; it ends with ours. Resolves when it has joined. */
export async function startMember(effects: MemberEffects, options: MemberOptions) {
  const child = fork(path.join(import.meta.dirname, "kafka-member-child.fixture.ts"), [JSON.stringify(options)]);
  const joined = Promise.withResolvers<void>();
  const failed = Promise.withResolvers<string>();
  const exited = once(child, "exit");
  let memory = Promise.withResolvers<number>();
  const answer = async (id: number, what: Promise<MemberAnswer["answer"]>) => {
    const message: MemberAnswer = { id, answer: await what };
    if (child.connected) child.send(message);
  };
  child.on("message", (message: MemberMessage) => {
    if (message.what === "claim") void answer(message.id, effects.claim(message.partition));
    else if (message.what === "commit") void answer(message.id, effects.commit(message.commit));
    else if (message.what === "handed") effects.handed(message.partition, message.first, message.last);
    else if (message.what === "memory") memory.resolve(message.bytes);
    else if (message.what === "failed") failed.resolve(message.message);
    else joined.resolve();
  });
  const ended = exited.then(([code, signal]) => {
    throw new Error(`the member ended with ${code ?? signal} before it had joined`);
  });
  ended.catch(() => undefined);
  await Promise.race([joined.promise, ended]);
  return {
    /** Why its subscription ended. */
    failed: failed.promise,
    signal: (signal: "SIGSTOP" | "SIGCONT") => void child.kill(signal),
    residentBytes(): Promise<number> {
      memory = Promise.withResolvers<number>();
      child.kill("SIGUSR2");
      return memory.promise;
    },
    async kill(): Promise<void> {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
