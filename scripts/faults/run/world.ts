import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Kafka, logLevel } from "kafkajs";
import { openLog } from "../../../packages/adapters/src/open-log.ts";
import { type ServiceAddresses, serviceAddressesSchema } from "../../../packages/core/src/ports/service-addresses.ts";
import { TOPICS, type TopicName } from "../../../packages/core/src/ports/topics.ts";
import { seededRandom } from "../../../packages/core/src/ranking/seeded-random.ts";
import type { ServerName } from "../../services/stack.ts";
import { runStack, type Stack } from "../../testing/run-stack.ts";
import type { StackProcess } from "../../testing/stack-process.ts";
import { callApi } from "./call-api.ts";
import { type Keeper, keepRunning } from "./keeper.ts";
import { type Load, startLoad } from "./load.ts";
import { startProber } from "./prober.ts";
import { ReferenceModel } from "./reference-model.ts";
import { itemIdOf, trafficOf, userIdOf } from "./traffic.ts";
import { Violations } from "./violations.ts";

/** A platform under load, and everything a fault may lay hands on. */
export interface World {
  readonly stack: Stack;
  readonly addresses: ServiceAddresses;
  readonly brokers: readonly [StackProcess, ...StackProcess[]];
  readonly keeper: Keeper;
  readonly load: Load;
  readonly model: ReferenceModel;
  readonly violations: Violations;
  readonly prober: ReturnType<typeof startProber>;
  /** People who no longer permit personalisation. */
  readonly withdrawn: readonly string[];
  /** Records that nobody can decode and that the log has acknowledged. */
  poisoned(): number;
  random(): number;
  anyOf<T>(all: readonly T[]): T;
  server(name: ServerName): StackProcess;
  runningWorkers(): readonly StackProcess[];
  /** Takes the permission of somebody who was served personally until now; resolves when the api has confirmed it. */
  withdrawSomebody(): Promise<void>;
  poisonLog(records: number): Promise<void>;
  /** The id of the broker that leads a partition. */
  leaderOf(topic: TopicName, partition: number): Promise<number>;
  note(violation: string): void;
  /** More of the same load beside the usual one. */
  moreLoad(eventsPerSecond: number): Load;
  stop(): Promise<void>;
}

export interface WorldSettings {
  readonly seed: string;
  readonly brokers: 1 | 3;
  readonly client: ServiceAddresses["KAFKA_CLIENT"];
  readonly workers: number;
  readonly people: number;
  /** As many of them as will withdraw. */
  readonly veterans: number;
  readonly eventsPerSecond: number;
  readonly say: (line: string) => void;
}

const ITEMS = 300;
const HOUR_MS = 3_600_000;
const SENDERS = 4;

/** Starts the platform, fills the catalogue, gives some people a history, and lets the load and the prober go. */
export async function beginWorld(settings: WorldSettings): Promise<World> {
  const random = seededRandom(settings.seed);
  const { brokers, env, stopCluster } = await beginCluster(settings);
  const stack = await runStack({
    servers: settings.brokers === 3 ? ["redis"] : ["redis", "kafka", "qdrant"],
    // What one of them remembers of repetitions the other does not: they reach the log.
    apis: 2,
    workers: settings.workers,
    env,
  }).catch(async (error: unknown) => {
    await stopCluster();
    throw error;
  });
  const { headers, apis } = stack;
  const addresses = serviceAddressesSchema.parse({ ...stack.serverAddresses, ...env });
  const server = (name: ServerName) => stack.servers.get(name) as StackProcess;
  const violations = new Violations(settings.say);
  const model = new ReferenceModel();
  const parcels = trafficOf(random, { people: settings.people, items: ITEMS, sinceMs: Date.now() - HOUR_MS });
  const withdrawn: string[] = [];
  let poisoned = 0;
  const usual = { apis, headers, parcels, model, violations };
  const load = startLoad({ ...usual, senders: SENDERS, eventsPerSecond: settings.eventsPerSecond });
  const keeper = keepRunning([...stack.apis, ...stack.workers]);
  const [api] = apis as readonly [(typeof apis)[0]];

  const items = Array.from({ length: ITEMS }, (_, i) => ({ itemId: itemIdOf(i), title: `Item ${i}` }));
  await callApi(api.origin, "/v1/items", headers, { items });
  const veterans = Array.from({ length: settings.veterans }, (_, i) => `veteran-${i}`);
  for (const [i, userId] of veterans.entries()) {
    const history = [0, 1, 2].map((nth) => ({
      eventId: `v-${i}-${nth}`,
      userId,
      type: "like",
      itemId: itemIdOf((7 * i + nth) % ITEMS),
      timestamp: Date.now() - HOUR_MS + 1000 * nth,
    }));
    await load.send({ body: history, valid: history });
  }
  const people = Array.from({ length: settings.people }, (_, i) => userIdOf(i));
  const prober = startProber({ apis, headers, random: seededRandom(`${settings.seed} prober`), people, withdrawn, violations });

  return {
    stack,
    addresses,
    brokers: brokers ?? [server("kafka")],
    keeper,
    load,
    model,
    violations,
    prober,
    withdrawn,
    poisoned: () => poisoned,
    random,
    anyOf: (all) => all[Math.floor(random() * all.length)] as (typeof all)[number],
    server,
    runningWorkers: () => stack.workers.filter((worker) => worker.running()),
    async withdrawSomebody() {
      const userId = veterans.pop();
      if (userId === undefined) throw new Error("nobody is left to withdraw");
      const decision = { userId, purposes: { personalization: false }, source: "faults" };
      while ((await callApi(api.origin, "/v1/consent", headers, decision))?.status !== 200) await pause(50);
      withdrawn.push(userId);
    },
    async poisonLog(records) {
      const log = await openLog("", addresses);
      try {
        const appends = Array.from({ length: records }, (_, i) => ({
          partition: i % TOPICS.events.partitions,
          key: `${stack.tenantId}|poison`,
          value: randomBytes(1 + (i % 80)),
          timestampMs: Date.now(),
        }));
        await log.append("events", appends);
        poisoned += records;
      } finally {
        await log.close();
      }
    },
    leaderOf: (topic, partition) => leaderOf(addresses, topic, partition),
    note: (violation) => violations.note(violation),
    moreLoad: (eventsPerSecond) => startLoad({ ...usual, senders: 4 * SENDERS, eventsPerSecond }),
    async stop() {
      await load.stop();
      await prober.stop();
      await keeper.stop();
      await stack.stop();
      await stopCluster();
    },
  };
}

/** Three brokers are no server of the stack: it is told where they are. */
async function beginCluster({ brokers: count, client }: WorldSettings) {
  const nothing = async () => undefined;
  if (count === 1) return { brokers: undefined, env: { KAFKA_CLIENT: client }, stopCluster: nothing };
  const { beginBrokers } = await import("./begin-brokers.ts");
  const { brokers, addresses, stop } = await beginBrokers();
  return { brokers, env: { KAFKA_CLIENT: client, KAFKA_BROKERS: addresses.join(",") }, stopCluster: stop };
}

async function leaderOf({ KAFKA_BROKERS: brokers = [] }: ServiceAddresses, topic: TopicName, partition: number): Promise<number> {
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [TOPICS[topic].name] });
    return topics[0]?.partitions.find(({ partitionId }) => partitionId === partition)?.leader ?? 1;
  } finally {
    await admin.disconnect();
  }
}
