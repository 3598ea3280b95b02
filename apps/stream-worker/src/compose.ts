import { createHash } from "node:crypto";
import path from "node:path";
import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { certificateSigner, personCommitment } from "@attune/adapters/crypto/certificate-signature";
import { keyedHash } from "@attune/adapters/crypto/keyed-hash";
import { fileCheckpointStore } from "@attune/adapters/files/checkpoint-store";
import { scanHome } from "@attune/adapters/files/scan-home";
import { openLog } from "@attune/adapters/open-log";
import { openStores } from "@attune/adapters/open-stores";
import { processVitals } from "@attune/adapters/process/process-vitals";
import { canonicalJson } from "@attune/core/privacy/certificate";
import { DATA_MAP } from "@attune/core/privacy/data-map";
import { connectControl, connectWorker } from "@attune/db/connect";
import { appendDecisions } from "@attune/db/consent-ledger";
import { controlSource } from "@attune/db/control-source";
import { databaseSettings } from "@attune/db/database-settings";
import { setUsage } from "@attune/db/usage";
import type { Logger } from "pino";
import type { Env } from "./env.ts";
import { erasureStore } from "./erasure/erasure-store.ts";
import { forgetInApi } from "./erasure/forget-in-api.ts";
import type { WorkerPorts } from "./worker.ts";
import { workerCounters } from "./worker-counters.ts";
import { workerVitals } from "./worker-vitals.ts";

/** A request that began before a fence is over after this: the api answers within a fraction of it. */
const REQUESTS_END_MS = 2_000;
/** A worker that was killed keeps an erasure from the next one for so long. */
const LEASE_MS = 4_000;
/** A lane has no deadline to keep, and to give a commit up is to fold the batch again: a Redis that restarts, or a long batch of our own, is waited for. */
const REDIS_PATIENCE_MS = 10_000;

/** The only file of this app that knows adapters. */
export async function compose(env: Env, logger: Logger): Promise<WorkerPorts & { close(): Promise<void> }> {
  const data = path.join(env.ATTUNE_HOME, "data");
  const report = (problem: string) => logger.warn(problem);
  const [log, stores] = await Promise.all([openLog(data, env), openStores(data, env, { report, patienceMs: REDIS_PATIENCE_MS })]);
  const database = databaseSettings(env.DATABASE_URL, env.MASTER_KEY);
  const controlDb = connectControl(database, 1);
  const workerDb = connectWorker(database, 2);
  return {
    log,
    state: stores.state,
    checkpoints: fileCheckpointStore(path.join(env.ATTUNE_HOME, "checkpoints")),
    codec: avroRecordCodec(),
    control: controlSource({ db: controlDb, masterKey: env.MASTER_KEY, report }),
    keyedHash,
    recordDecisions: (entries) => appendDecisions(workerDb, entries),
    setUsage: (rows) => setUsage(workerDb, rows),
    clock: Date.now,
    logger,
    counters: workerCounters(),
    vitals: workerVitals({ takeVitals: processVitals(), clock: Date.now }),
    erasing: {
      standings: stores.standings,
      keptAnswers: stores.answers,
      erasures: erasureStore(workerDb, env.MASTER_KEY),
      scanStores: (forms) => scanHome(env.ATTUNE_HOME, forms),
      forgetInApi:
        env.INTERNAL_API_URL === undefined || env.INTERNAL_TOKEN_SECRET === undefined
          ? async () => undefined
          : forgetInApi({ urls: env.INTERNAL_API_URL, secret: env.INTERNAL_TOKEN_SECRET, clock: Date.now }),
      certify: {
        sign: certificateSigner(env.MASTER_KEY).sign,
        commit: personCommitment,
        dataMapVersion: createHash("sha256").update(canonicalJson(DATA_MAP)).digest("hex").slice(0, 16),
      },
      graceMs: REQUESTS_END_MS,
      leaseMs: LEASE_MS,
    },
    async close() {
      await Promise.all([log.close(), stores.close(), controlDb.$disconnect(), workerDb.$disconnect()]);
    },
  };
}
