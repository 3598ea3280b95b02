import type { Log, LogAppend } from "@attune/core/ports/log";
import { record } from "@attune/core/ports/log-under-test.fixture";
import { TOPICS } from "@attune/core/ports/topics";
import { Admin } from "@platformatic/kafka";
import { Kafka, logLevel } from "kafkajs";
import { expect } from "vitest";
import { type KafkaLogOptions, kafkaLog } from "./kafka-log.ts";
import { type MemberOptions, startMember } from "./kafka-member.fixture.ts";
import { laneEffects, type Step } from "./lane-effects.fixture.ts";

export const CLIENTS = ["kafkajs", "platformatic"] as const;
export const SESSION_MS = 1_500;
export const PARTITIONS = [0, 1, 2, 3];

/** So many records for each partition; of this moment, because retention goes by their time. */
export const inEach = (count: number): LogAppend[] =>
  Array.from({ length: count * PARTITIONS.length }, (_, i) => record(i % PARTITIONS.length, "k", String(i), Date.now()));
export const upTo = (end: number): number[] => Array.from({ length: end }, (_, offset) => offset);
/** A member without work. */
export const instantly = { maxBatchRecords: 10, work: async () => undefined };

export interface GroupOptions {
  readonly broker: string;
  readonly client: KafkaLogOptions["client"];
  readonly name: string;
  /** Runs when the test is over, whatever became of it. */
  afterwards(close: () => Promise<void>): void;
}

/** A group of workers under test: logs and child processes that are closed afterwards, and the state of their lane. */
export function groupUnderTest({ broker, client, name, afterwards }: GroupOptions) {
  const options: KafkaLogOptions = { brokers: [broker], client, topicPrefix: `${name}.${client}.`, sessionMs: SESSION_MS };
  const groupId = `${options.topicPrefix}users`;
  const effects = laneEffects();
  const foreign = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const admin = new Admin({ clientId: "attune-test", bootstrapBrokers: [broker] });
  afterwards(() => admin.close());
  const steps = (who: string, what: Step["what"]) => effects.journal.filter((step) => step.who === who && step.what === what);

  return {
    options,
    groupId,
    topic: `${options.topicPrefix}${TOPICS.events.name}`,
    effects,
    steps,
    /** Another program's way to the same cluster. */
    foreign,
    admin,
    async open(): Promise<Log> {
      const log = await kafkaLog(options);
      afterwards(() => log.close());
      return log;
    },
    async child(who: string, work: Omit<MemberOptions, "options">) {
      const member = await startMember(effects.of(who), { ...work, options });
      afterwards(() => member.kill());
      return member;
    },
    async state(): Promise<string | undefined> {
      return (await admin.describeGroups({ groups: [groupId] })).get(groupId)?.state;
    },
    /** How many members have shared the partitions out. */
    async members(): Promise<number> {
      const found = (await admin.describeGroups({ groups: [groupId] })).get(groupId);
      return found?.state === "Stable" ? found.members.size : 0;
    },
    committed: (who: string, atLeast = 1) => effects.until(() => steps(who, "committed").length >= atLeast),
    allApplied: (end: number) => effects.until(() => PARTITIONS.every((partition) => effects.stand(partition) >= end)),
    /** Every record had its effect once, and no member was handed anything but what came next for it. */
    expectExactlyOnce(end: number) {
      for (const partition of PARTITIONS) expect(effects.applied(partition)).toEqual(upTo(end));
      expect(effects.outOfOrder()).toEqual([]);
    },
  };
}
