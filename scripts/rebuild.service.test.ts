import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileCheckpointStore } from "@attune/adapters/files/checkpoint-store";
import { openLog } from "@attune/adapters/open-log";
import { openStores } from "@attune/adapters/open-stores";
import { serviceAddressesSchema } from "@attune/core/ports/service-addresses";
import { EVENTS } from "@attune/stream-worker/event-stream.fixture";
import { LANES, PROVE, rebuildWorld } from "@attune/stream-worker/rebuild/rebuild-world.fixture";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePorts } from "./platform/ports.ts";
import { startKafka } from "./services/kafka.ts";
import type { Service } from "./services/service.ts";
import { startTestRedis, type TestRedis } from "./services/test-redis.ts";

const USERS = { lane: "users", partition: 1 } as const;
let folder: string;
let broker: Service;
let redis: TestRedis;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-rebuild-"));
  const [port, controllerPort] = (await freePorts(2, "127.0.0.1")) as [number, number];
  [broker, redis] = await Promise.all([
    startKafka({ folder: path.join(folder, "kafka"), node: { id: 1, port, controllerPort } }),
    startTestRedis(),
  ]);
}, 120_000);
afterAll(async () => {
  await Promise.all([broker.stop(), redis.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

it("on Kafka and Redis: every lane equals its log while the worker runs, and a lost value comes back under its hands", async () => {
  const addresses = serviceAddressesSchema.parse({ KAFKA_BROKERS: broker.address, REDIS_URL: redis.url });
  const log = await openLog(folder, addresses);
  const stores = await openStores(folder, addresses, { report: console.error, patienceMs: 10_000 });
  // The command is another process: it has a connection of its own.
  const others = await openStores(folder, addresses, { report: console.error, patienceMs: 10_000 });
  const checkpoints = fileCheckpointStore(path.join(folder, "checkpoints"));
  const world = rebuildWorld({ log, state: stores.state, checkpoints });
  const command = rebuildWorld({ log, state: others.state, checkpoints });
  const worker = await world.start();
  await world.live(0, 2000);
  await world.folded();
  for (const lane of LANES) expect(await command.rebuild(lane, PROVE)).toMatchObject({ outcome: "equal", fromOffset: 0 });

  let lost = "";
  for await (const { key } of others.state.scan(USERS, "s")) lost = key;
  const claim = await others.state.claim(USERS);
  const puts = [[lost, null]] as const;
  await others.state.commit({ ...USERS, epoch: claim.epoch, expectedOffset: claim.offset, nextOffset: claim.offset, puts });
  expect((await command.rebuild(USERS, { from: "log", verify: false })).verdicts).toEqual(new Map([[lost, "missing"]]));
  await world.live(2000, EVENTS);
  await world.folded();
  for (const lane of LANES) expect(await command.rebuild(lane, PROVE)).toMatchObject({ outcome: "equal" });
  await worker.stop();
  await Promise.all([log.close(), stores.close(), others.close()]);
}, 120_000);
