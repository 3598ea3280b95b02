import { startMember } from "@attune/adapters/kafka/kafka-member.fixture";
import { joinLane, laneEffects } from "@attune/adapters/kafka/lane-effects.fixture";
import { type ClientName, clientOptions, PARTITIONS, withLog } from "./client-log.ts";

const PARTITION_NUMBERS = Array.from({ length: PARTITIONS }, (_, partition) => partition);

/** From a worker's kill -9 until the other one has handled a record of each of its partitions. */
export async function measureMemberRecovery(client: ClientName, broker: string): Promise<number> {
  const options = clientOptions(client, broker);
  return withLog(options, async (log) => {
    const effects = laneEffects();
    const one = PARTITION_NUMBERS.map((partition) => ({ partition, key: "k", value: Buffer.from("v"), timestampMs: Date.now() }));
    const allAt = (offset: number) => effects.until(() => PARTITION_NUMBERS.every((partition) => effects.stand(partition) >= offset));
    const victim = await startMember(effects.of("victim"), { options, maxBatchRecords: 10, workMs: 0 });
    await log.append("events", one);
    await allAt(1);
    const heir = await joinLane(log, effects.of("heir"), { maxBatchRecords: 10, work: async () => undefined });
    await victim.kill();
    const killedMs = performance.now();
    await log.append("events", one);
    await allAt(2);
    const tookMs = performance.now() - killedMs;
    await heir.stop();
    return tookMs;
  });
}
