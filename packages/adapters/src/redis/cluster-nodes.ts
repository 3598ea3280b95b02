import { Cluster, type Redis } from "ioredis";
import type { RedisLink } from "./redis-link.ts";

/** The servers behind a link: itself, or every node of its cluster. Each has its own keys and its own files; a replica's files hold what its master's do. */
export function nodesOf(redis: RedisLink, role: "master" | "all"): readonly Redis[] {
  return redis instanceof Cluster ? redis.nodes(role) : [redis];
}
