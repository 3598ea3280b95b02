import { mkdirSync } from "node:fs";
import path from "node:path";
import { freePorts } from "../platform/ports.ts";
import { type KafkaOptions, startKafka } from "./kafka.ts";
import type { Service } from "./service.ts";

export interface KafkaCluster {
  /** `host:port` of every broker, also of those that are down. */
  readonly addresses: readonly string[];
  /** By its place; after `restart` another one stands there. */
  broker(index: number): Service;
  /** Starts a broker that was killed anew, on its own folder and ports. */
  restart(index: number): Promise<Service>;
  stop(): Promise<void>;
}

/** Brokers on loopback that are their own quorum of controllers: with three, one may be killed and everything goes on. */
export async function startKafkaCluster(folder: string, count: number): Promise<KafkaCluster> {
  const ports = await freePorts(2 * count, "127.0.0.1");
  const cluster = Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    port: ports[2 * i] as number,
    controllerPort: ports[2 * i + 1] as number,
  }));
  const options = cluster.map((node): KafkaOptions => ({ folder: path.join(folder, `kafka-${node.id}`), node, cluster }));
  mkdirSync(folder, { recursive: true });
  // None is ready before most of them are there.
  const started = await Promise.allSettled(options.map((each) => startKafka(each)));
  const failed = started.find((each) => each.status === "rejected");
  const brokers = started.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const stop = async () => {
    await Promise.all(brokers.map((broker) => broker.stop(5_000)));
  };
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    addresses: brokers.map(({ address }) => address),
    broker: (index) => brokers[index] as Service,
    async restart(index) {
      brokers[index] = await startKafka(options[index] as KafkaOptions);
      return brokers[index];
    },
    stop,
  };
}
