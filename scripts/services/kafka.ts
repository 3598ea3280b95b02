import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Kafka, logLevel } from "kafkajs";
import { Failure } from "../platform/failure.ts";
import { type KafkaJars, kafkaJars } from "./kafka-jars.ts";
import { type Service, type ServiceLife, startService } from "./service.ts";

const run = promisify(execFile);

/** One of a cluster's nodes, each broker and controller at once. */
interface KafkaNode {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
}

export interface KafkaOptions {
  /** Of this node. */
  readonly folder: string;
  readonly node: KafkaNode;
  /** All nodes of the cluster; by default this one alone. */
  readonly cluster?: readonly KafkaNode[];
}

/** 16 bytes as Kafka writes them; the same for every node of a cluster, and of no meaning. */
const CLUSTER_ID = "QXR0dW5lLWRldi1rYWZrYQ";
const MISSING =
  "Java is missing, which Kafka runs on (17 or later). Debian: apt-get install default-jre-headless; macOS: brew install openjdk; or set KAFKA_BROKERS.";

/** Apache Kafka in KRaft mode on the JVM. Formats its folder at the first start. */
export async function startKafka({ folder, node, cluster = [node] }: KafkaOptions, life: ServiceLife = {}): Promise<Service> {
  const jars = await kafkaJars();
  mkdirSync(folder, { recursive: true });
  const properties = path.join(folder, "server.properties");
  writeFileSync(properties, propertiesOf(folder, node, cluster));
  if (!existsSync(path.join(folder, "data/meta.properties"))) await format(jars, properties);
  const archive = existsSync(jars.classArchive) ? [`-XX:SharedArchiveFile=${jars.classArchive}`, "-Xshare:auto"] : [];
  return startService(
    {
      name: cluster.length === 1 ? "kafka" : `kafka-${node.id}`,
      address: `127.0.0.1:${node.port}`,
      command: "java",
      args: [
        "-Xms64m",
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        ...archive,
        `-Dlog4j2.configurationFile=${jars.logConfiguration}`,
        "-cp",
        jars.classPath,
        "kafka.Kafka",
        properties,
      ],
      folder,
      readyWithinMs: 60_000,
      ready: () => answers(node.port),
      missing: MISSING,
    },
    life,
  );
}

/** Makes the class archive by a short life of a broker that ends by itself (it has no folder to run in). */
async function format(jars: KafkaJars, properties: string): Promise<void> {
  const archive = existsSync(jars.classArchive) ? [] : [`-XX:ArchiveClassesAtExit=${jars.classArchive}`];
  const flags = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", ...archive, `-Dlog4j2.configurationFile=${jars.logConfiguration}`];
  const args = [...flags, "-cp", jars.classPath, "kafka.tools.StorageTool", "format", `--cluster-id=${CLUSTER_ID}`, "-c", properties];
  await run("java", args).catch((cause: NodeJS.ErrnoException & { stderr?: string }) => {
    if (cause.code === "ENOENT") throw new Failure(MISSING, { cause });
    throw new Failure(`Kafka's folder could not be formatted: ${(cause.stderr ?? cause.message).trim().split("\n").slice(-5).join(" ")}`, {
      cause,
    });
  });
}

function propertiesOf(folder: string, { id, port, controllerPort }: KafkaNode, cluster: readonly KafkaNode[]): string {
  const copies = Math.min(3, cluster.length);
  const inSync = cluster.length >= 3 ? 2 : 1;
  const settings: Record<string, string | number | boolean> = {
    "process.roles": "broker,controller",
    "node.id": id,
    "controller.quorum.voters": cluster.map((node) => `${node.id}@127.0.0.1:${node.controllerPort}`).join(","),
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "log.dirs": path.join(folder, "data"),
    "default.replication.factor": copies,
    "min.insync.replicas": inSync,
    "offsets.topic.replication.factor": copies,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": copies,
    "transaction.state.log.min.isr": inSync,
    "transaction.state.log.num.partitions": 4,
    "share.coordinator.state.topic.replication.factor": copies,
    "share.coordinator.state.topic.min.isr": inSync,
    "share.coordinator.state.topic.num.partitions": 1,
    "auto.create.topics.enable": false,
    // Consumers of a development machine join at once instead of waiting three seconds for others.
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000,
    // A small heap cannot give the log cleaner the 128 MB it wants by default.
    "log.cleaner.dedupe.buffer.size": 16_777_216,
    // Retention goes by the records' own times, and those of tests are long past: nothing is deleted in the first minutes.
    "log.initial.task.delay.ms": 600_000,
    "num.network.threads": 2,
    "num.io.threads": 2,
    // A broker that was killed waits out its own old session when it comes back: 9 seconds by default.
    "broker.session.timeout.ms": 2000,
    "broker.heartbeat.interval.ms": 500,
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join("\n")}\n`;
}

/** A broker that listens is not ready yet: it is when it says who the controller is. */
async function answers(port: number): Promise<boolean> {
  const kafka = new Kafka({
    clientId: "attune-services",
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 500,
    requestTimeout: 1_000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers, controller } = await admin.describeCluster();
    return brokers.length > 0 && controller !== null;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
