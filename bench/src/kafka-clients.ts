import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePorts } from "../../scripts/platform/ports.ts";
import { type KafkaOptions, startKafka } from "../../scripts/services/kafka.ts";
import type { Service } from "../../scripts/services/service.ts";
import { measureBrokerRecovery } from "./kafka-clients/broker-recovery.ts";
import { CLIENTS, type ClientName } from "./kafka-clients/client-log.ts";
import { measureLatency } from "./kafka-clients/latency.ts";
import { measureMemberRecovery } from "./kafka-clients/member-recovery.ts";
import { measureThroughput } from "./kafka-clients/throughput.ts";
import { quantilesText, short } from "./report/figures.ts";
import type { Report } from "./report/report.ts";

const SECTION = "Kafka clients";
const BROKER_AWAY_MS = 2_000;

export interface KafkaClientsOptions {
  readonly quick: boolean;
}

/**
 * The same log by each of the two clients, on one broker, in turns, so that what else the machine does meets both. Of several rounds the median.
 */
export async function measureKafkaClients(
  report: Pick<Report, "row" | "number">,
  { quick }: KafkaClientsOptions = { quick: false },
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-bench-kafka-"));
  const [port, controllerPort] = (await freePorts(2, "127.0.0.1")) as [number, number];
  const options: KafkaOptions = { folder, node: { id: 1, port, controllerPort } };
  let broker = await startKafka(options);
  const { address } = broker;
  const compare = comparison(report);
  try {
    const records = quick ? 20_000 : 100_000;
    const throughput = await inTurns(quick ? 1 : 3, (client) => measureThroughput(client, address, records));
    compare(
      "produced, 300 bytes in batches of 500",
      "producePerSecond",
      throughput,
      ({ producedPerSecond }) => producedPerSecond,
      perSecond,
    );
    compare("consumed", "consumePerSecond", throughput, ({ consumedPerSecond }) => consumedPerSecond, perSecond);
    const latency = await inTurns(quick ? 1 : 3, (client) => measureLatency(client, address, quick ? 3 : 8));
    for (const client of CLIENTS)
      report.row({
        section: SECTION,
        what: `${client}: append to handler at 200/s, p50 / p95 / p99`,
        measured: latency[client].map(quantilesText).join("; "),
      });
    compare("append to handler, p50", "latency.p50Ms", latency, ({ p50Ms }) => p50Ms, milliseconds);
    compare("append to handler, p99", "latency.p99Ms", latency, ({ p99Ms }) => p99Ms, milliseconds);
    const member = await inTurns(quick ? 1 : 3, (client) => measureMemberRecovery(client, address));
    compare("taken over from a killed worker, session 6 s", "memberRecoveryMs", member, (ms) => ms, milliseconds);
    const outage = await inTurns(quick ? 1 : 3, (client) =>
      throughOutage(client, broker, async () => {
        broker = await startKafka(options);
      }),
    );
    compare(
      "append acknowledged after the broker is back",
      "broker.acknowledgedMs",
      outage,
      ({ acknowledgedMs }) => acknowledgedMs,
      milliseconds,
    );
    compare("handled after the broker is back", "broker.handledMs", outage, ({ handledMs }) => handledMs, milliseconds);
  } finally {
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type ByClient<T> = Record<ClientName, T[]>;

async function inTurns<T>(rounds: number, measure: (client: ClientName) => Promise<T>): Promise<ByClient<T>> {
  const measured: ByClient<T> = { kafkajs: [], platformatic: [] };
  for (let round = 0; round < rounds; round++) for (const client of CLIENTS) measured[client].push(await measure(client));
  return measured;
}

/** One line for both: the ratio says what platformatic is of kafkajs. */
function comparison(report: Pick<Report, "row" | "number">) {
  return <T>(what: string, name: string, measured: ByClient<T>, figure: (each: T) => number, text: (value: number) => string): void => {
    const [kafkajs, platformatic] = CLIENTS.map((client) => median(measured[client].map(figure))) as [number, number];
    report.row({
      section: SECTION,
      what: `${what}: platformatic, beside kafkajs`,
      measured: text(platformatic),
      floor: text(kafkajs),
      ratio: platformatic / kafkajs,
    });
    report.number(`kafkaClients.kafkajs.${name}`, kafkajs);
    report.number(`kafkaClients.platformatic.${name}`, platformatic);
  };
}

/** Kills the broker under a client and starts it again after a while. */
async function throughOutage(client: ClientName, broker: Service, restart: () => Promise<void>) {
  const [ready, gone, back] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<number>()];
  const measuring = measureBrokerRecovery(client, broker.address, { gone: gone.promise, back: back.promise }, ready.resolve);
  await Promise.race([ready.promise, measuring]);
  const exited = once(broker.process, "exit");
  broker.process.kill("SIGKILL");
  await exited;
  gone.resolve();
  await pause(BROKER_AWAY_MS);
  await restart();
  back.resolve(performance.now());
  return measuring;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const perSecond = (value: number): string => `${short(value)}/s`;
const milliseconds = (value: number): string => `${short(value)} ms`;
