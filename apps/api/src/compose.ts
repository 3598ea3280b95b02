import { createHmac } from "node:crypto";
import { join } from "node:path";
import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { embeddedLog } from "@attune/adapters/embedded/log";
import { embeddedStandingStore } from "@attune/adapters/embedded/standing-store";
import { embeddedStateStore } from "@attune/adapters/embedded/state-store";
import { embeddedVectorIndex } from "@attune/adapters/embedded/vector-index";
import { profileReader } from "@attune/core/flows/read-profile";
import { recommender } from "@attune/core/flows/recommend";
import type { Timer } from "@attune/core/flows/within-deadline";
import type { KeyedHash } from "@attune/core/identity/subject-alias";
import { VECTOR_DIMENSIONS } from "@attune/core/models/model-settings";
import { touchApiKey } from "@attune/db/api-keys";
import { connectApp, connectControl } from "@attune/db/connect";
import { controlSource } from "@attune/db/control-source";
import { databaseSettings } from "@attune/db/database-settings";
import type { FastifyBaseLogger } from "fastify";
import { type ApiPorts, type ApiSettings, DEFAULT_SETTINGS } from "./collaborators.ts";
import type { Env } from "./env.ts";

export interface Composition {
  readonly ports: ApiPorts;
  readonly settings: ApiSettings;
  close(): Promise<void>;
}

/** The only place that names adapters. */
export function compose(env: Env, logger: FastifyBaseLogger): Composition {
  const folder = join(env.ATTUNE_HOME, "data");
  const report = (problem: string) => logger.warn(problem);
  const database = databaseSettings(env.DATABASE_URL, env.MASTER_KEY);
  const controlDb = connectControl(database, 1);
  const appDb = connectApp(database, 1);
  const log = embeddedLog(folder);
  const state = embeddedStateStore(folder);
  const standings = embeddedStandingStore(folder);
  const vectors = embeddedVectorIndex({ dimensions: VECTOR_DIMENSIONS });
  const readProfile = profileReader({ state });
  const clock = () => Date.now();

  return {
    ports: {
      clock,
      log,
      state,
      standings,
      vectors,
      report,
      keyedHash,
      codec: recordCodec(),
      control: controlSource({ db: controlDb, masterKey: env.MASTER_KEY, report }),
      touchKey: (tenantId, keyId, atMs) => touchApiKey(appDb, tenantId, keyId, new Date(atMs)),
      recommend: recommender({
        state,
        standings,
        vectors,
        clock,
        timer,
        report: (source, cause) => logger.warn({ source, err: cause }, "a store failed while recommending"),
      }),
      readProfile: ({ tenant, subject, catalogue }) => readProfile({ tenant: tenant.id, subject, catalogue }),
    },
    settings: {
      ...DEFAULT_SETTINGS,
      hotAliases: env.HOT_ALIASES,
      rememberedEvents: env.REMEMBERED_EVENTS,
      maxUnfoldedRecords: env.MAX_UNFOLDED_RECORDS,
      recommendationDeadlineMs: env.RECOMMENDATION_DEADLINE_MS,
      internalTokenSecret: env.INTERNAL_TOKEN_SECRET,
      journalFile: env.JOURNAL_FILE,
    },
    close: async () => {
      await Promise.all([log.close(), state.close(), standings.close(), vectors.close()]);
      await Promise.all([controlDb.$disconnect(), appDb.$disconnect()]);
    },
  };
}

/** The bytes of the log, the same in production and in tests. */
export const recordCodec = avroRecordCodec;

/** 128 bits of HMAC-SHA-256: no two people of a tenant share an alias, and nobody without the pepper can make one. */
export const keyedHash: KeyedHash = (pepper, message) =>
  createHmac("sha256", pepper).update(message, "utf8").digest().subarray(0, 16).toString("base64url");

export const timer: Timer = (delayMs) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const handle = setTimeout(resolve, delayMs);
  return { fired: promise, cancel: () => clearTimeout(handle) };
};
