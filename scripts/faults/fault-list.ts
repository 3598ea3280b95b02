import { apiKilled } from "./api-killed.ts";
import { brokerKilled } from "./broker-killed.ts";
import { brokerUnreachable } from "./broker-unreachable.ts";
import { claimedFromOutside } from "./claimed-from-outside.ts";
import type { Fault } from "./fault.ts";
import { leaderKilled } from "./leader-killed.ts";
import { poison } from "./poison.ts";
import { postgresKilled } from "./postgres-killed.ts";
import { qdrantDown } from "./qdrant-down.ts";
import { redisKilled } from "./redis-killed.ts";
import { redisRolledBack } from "./redis-rolled-back.ts";
import { redisSlow } from "./redis-slow.ts";
import { workerHalted } from "./worker-halted.ts";
import { workerKilled } from "./worker-killed.ts";

export const FAULTS: readonly Fault[] = [
  workerKilled,
  workerHalted,
  claimedFromOutside,
  apiKilled,
  redisKilled,
  redisRolledBack,
  redisSlow,
  brokerKilled,
  brokerUnreachable,
  leaderKilled,
  postgresKilled,
  qdrantDown,
  poison,
];
