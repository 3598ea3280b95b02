import path from "node:path";
import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { embeddedLog } from "@attune/adapters/embedded/log";
import { embeddedStateStore } from "@attune/adapters/embedded/state-store";
import type { Logger } from "pino";
import type { Env } from "./env.ts";
import type { WorkerPorts } from "./worker.ts";
import { workerCounters } from "./worker-counters.ts";

/** The only file of this app that knows adapters. */
export function compose(env: Env, logger: Logger): WorkerPorts & { close(): Promise<void> } {
  const data = path.join(env.ATTUNE_HOME, "data");
  const log = embeddedLog(data);
  const state = embeddedStateStore(data);
  return {
    log,
    state,
    codec: avroRecordCodec(),
    clock: Date.now,
    logger,
    counters: workerCounters(),
    async close() {
      await Promise.all([log.close(), state.close()]);
    },
  };
}
