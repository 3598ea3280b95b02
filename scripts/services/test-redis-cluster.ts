import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Cluster, Redis } from "ioredis";
import { redisLink } from "../../packages/adapters/src/redis/redis-link.ts";
import { freePorts } from "../platform/ports.ts";
import { startRedis } from "./redis.ts";
import type { Service } from "./service.ts";

/** A real Redis Cluster of one test file: three masters without replicas, and a connection to it. */
export interface TestRedisCluster {
  /** Of its first node: the others are learned from it. */
  readonly url: string;
  readonly redis: Cluster;
  readonly servers: readonly Service[];
  stop(): Promise<void>;
}

const NODES = 3;
const SLOTS = 16_384;
const AGREE_WITHIN_MS = 30_000;
const POLL_MS = 20;

export async function startTestRedisCluster(): Promise<TestRedisCluster> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-redis-cluster-"));
  const ports = await freePorts(2 * NODES, "127.0.0.1");
  const clients = ports.slice(0, NODES);
  const buses = ports.slice(NODES);
  const servers = await Promise.all(
    clients.map((port, i) =>
      startRedis({
        folder: path.join(folder, String(i)),
        port,
        args: ["--cluster-enabled", "yes", "--cluster-port", String(buses[i]), "--cluster-node-timeout", "2000"],
      }),
    ),
  );
  await join(clients, buses);
  const redis = await redisLink(`redis://127.0.0.1:${clients[0]}`);
  if (!(redis instanceof Cluster)) throw new Error("The cluster was taken for a single server.");
  return {
    url: `redis://127.0.0.1:${clients[0]}`,
    redis,
    servers,
    async stop() {
      redis.disconnect();
      await Promise.all(servers.map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Shares the slots out, introduces the nodes to each other, and waits until all of them say that the cluster stands. */
async function join(ports: readonly number[], buses: readonly number[]): Promise<void> {
  const nodes = ports.map((port) => new Redis(port, "127.0.0.1"));
  try {
    const first = nodes[0] as Redis;
    for (const [i, node] of nodes.entries()) {
      const [from, to] = [Math.floor((SLOTS * i) / NODES), Math.floor((SLOTS * (i + 1)) / NODES) - 1];
      await node.call("CLUSTER", "ADDSLOTSRANGE", from, to);
      if (i > 0) await first.call("CLUSTER", "MEET", "127.0.0.1", ports[i] as number, buses[i] as number);
    }
    const untilMs = performance.now() + AGREE_WITHIN_MS;
    while (!(await agreed(nodes))) {
      if (performance.now() > untilMs) throw new Error("The nodes of the Redis Cluster did not agree within half a minute.");
      await pause(POLL_MS);
    }
  } finally {
    for (const node of nodes) node.disconnect();
  }
}

async function agreed(nodes: readonly Redis[]): Promise<boolean> {
  const said = await Promise.all(nodes.map(async (node) => String(await node.call("CLUSTER", "INFO"))));
  return said.every((info) => info.includes("cluster_state:ok") && info.includes(`cluster_known_nodes:${NODES}`));
}
