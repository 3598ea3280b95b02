import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Log, LogUnavailable } from "@attune/core/ports/log";
import { afterAll, beforeAll, expect, it, type TestContext } from "vitest";
import { freePorts } from "../../../../scripts/platform/ports.ts";
import { type KafkaOptions, startKafka } from "../../../../scripts/services/kafka.ts";
import type { Service } from "../../../../scripts/services/service.ts";
import { CLIENTS, groupUnderTest, inEach, instantly, PARTITIONS, upTo } from "./kafka-group.fixture.ts";
import { joinLane } from "./lane-effects.fixture.ts";

let folder: string;
let options: KafkaOptions;
let broker: Service;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-kafka-broker-"));
  const [port, controllerPort] = (await freePorts(2, "127.0.0.1")) as [number, number];
  options = { folder, node: { id: 1, port, controllerPort } };
  broker = await startKafka(options);
}, 120_000);
afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A worker and two producers, one of which is not asked for anything before the broker is gone. */
async function underLoad(client: (typeof CLIENTS)[number], afterwards: TestContext["onTestFinished"]) {
  const group = groupUnderTest({ broker: broker.address, client, name: "killed", afterwards });
  const { effects } = group;
  const [log, unused] = [await group.open(), await group.open()];
  await joinLane(log, effects.of("one"), instantly);
  const acknowledged: number[][] = PARTITIONS.map(() => []);
  const refusals: unknown[] = [];
  let over = false;

  const append = async (to: Log): Promise<void> => {
    try {
      const offsets = await to.append("events", inEach(5));
      for (const [i, offset] of offsets.entries()) acknowledged[i % PARTITIONS.length]?.push(offset);
    } catch (cause) {
      refusals.push(cause);
    }
  };
  const untilOver = async (to: Log): Promise<void> => {
    while (!over) await append(to);
  };
  const appending = [untilOver(log)];
  await group.allApplied(100);

  return {
    client,
    group,
    acknowledged,
    refusals,
    brokerGone: () => void appending.push(untilOver(unused)),
    /** Both producers are acknowledged again, and what they wrote is consumed. */
    async recovered(): Promise<void> {
      const count = () => acknowledged.flat().length;
      const before = count();
      await effects.until(() => count() > before + 200);
      over = true;
      await Promise.all(appending);
      await group.allApplied(Math.max(...(await log.bounds("events")).map(({ end }) => end)));
    },
  };
}

it("loses nothing that was acknowledged when the broker is killed under load, and goes on by itself", async ({ onTestFinished }) => {
  const loads = await Promise.all(CLIENTS.map((client) => underLoad(client, onTestFinished)));
  const exited = once(broker.process, "exit");
  broker.process.kill("SIGKILL");
  await exited;
  for (const { brokerGone } of loads) brokerGone();
  await expect.poll(() => loads.every(({ refusals }) => refusals.length > 0), { timeout: 30_000 }).toBe(true);
  broker = await startKafka(options);
  const startedMs = performance.now();
  await Promise.all(
    loads.map(async ({ client, group, acknowledged, refusals, recovered }) => {
      await recovered();
      console.log(
        `${client}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s after the broker, ${refusals.length} appends refused`,
      );
      expect(refusals.filter((cause) => !(cause instanceof LogUnavailable))).toEqual([]);
      expect(group.effects.outOfOrder()).toEqual([]);
      for (const partition of PARTITIONS) {
        const applied = group.effects.applied(partition);
        expect(applied).toEqual(upTo(applied.length));
        const offsets = acknowledged[partition] as number[];
        expect(new Set(offsets).size).toBe(offsets.length);
        expect(Math.max(...offsets)).toBeLessThan(applied.length);
      }
    }),
  );
});
