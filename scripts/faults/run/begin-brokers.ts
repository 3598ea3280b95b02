import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type KafkaCluster, startKafkaCluster } from "../../services/kafka-cluster.ts";
import type { Service } from "../../services/service.ts";
import { type StackProcess, stackProcess } from "../../testing/stack-process.ts";

type Three = readonly [StackProcess, StackProcess, StackProcess];

/** Three brokers of one cluster, each to be ended and started by itself, in a folder that goes with them. */
export async function beginBrokers(): Promise<{ brokers: Three; addresses: readonly string[]; stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-brokers-"));
  const cluster = await startKafkaCluster(folder, 3);
  const brokers = [0, 1, 2].map((index) => brokerOf(cluster, index)) as unknown as Three;
  await Promise.all(brokers.map((broker) => broker.start()));
  return {
    brokers,
    addresses: cluster.addresses,
    async stop() {
      // Together: the last of them would wait for others to hand over to.
      await Promise.all(brokers.map((broker) => broker.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The cluster has started it already; later lives are begun anew. */
function brokerOf(cluster: KafkaCluster, index: number): StackProcess {
  let first: Service | undefined = cluster.broker(index);
  return stackProcess(`kafka-${index + 1}`, async () => {
    const { process: child, stop } = first ?? (await cluster.restart(index));
    first = undefined;
    const exited = once(child, "exit").then(([code, signal]) => ({ how: String(signal ?? code), complete: false }));
    return { pid: child.pid as number, exited, stop };
  });
}
