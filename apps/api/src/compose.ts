import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { StoreBreakers } from "@attune/adapters/breaker/store-breakers";
import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { RECORD_SCHEMAS, type SchemaVersion } from "@attune/adapters/codec/record-schemas";
import { keyedHash as hmacKeyedHash } from "@attune/adapters/crypto/keyed-hash";
import { openLog } from "@attune/adapters/open-log";
import { openStores } from "@attune/adapters/open-stores";
import { openVectorIndex } from "@attune/adapters/open-vector-index";
import { processVitals } from "@attune/adapters/process/process-vitals";
import { withSuppression } from "@attune/core/consent/with-suppression";
import { modelComparer } from "@attune/core/flows/compare-models";
import { profileReader } from "@attune/core/flows/read-profile";
import { type RecommendPorts, recommender } from "@attune/core/flows/recommend";
import type { Timer } from "@attune/core/flows/within-deadline";
import { personTagger } from "@attune/core/identity/person-tag";
import { VECTOR_DIMENSIONS } from "@attune/core/models/model-settings";
import { StoreResting } from "@attune/core/ports/breaker";
import type { ControlSnapshot, ControlSource } from "@attune/core/ports/control";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import { touchApiKey } from "@attune/db/api-keys";
import { type AppDb, connectApp, connectControl } from "@attune/db/connect";
import { controlSource } from "@attune/db/control-source";
import { databaseSettings } from "@attune/db/database-settings";
import { listEventSchemas, publishEventSchema } from "@attune/db/event-schemas";
import { listEventTypes } from "@attune/db/event-types";
import { findModelVersion } from "@attune/db/model-versions";
import { createPrivacyRequest, findPrivacyRequest } from "@attune/db/privacy-requests";
import { setTenantUsage } from "@attune/db/usage";
import type { FastifyBaseLogger } from "fastify";
import { CatalogueDirectory } from "./catalogue/catalogue-directory.ts";
import { withKnownVectors } from "./catalogue/with-known-vectors.ts";
import { type ApiPorts, type ApiSettings, DEFAULT_SETTINGS } from "./collaborators.ts";
import type { Env } from "./env.ts";
import { untilRefolded } from "./flows/until-refolded.ts";
import { HopBoard } from "./metrics/hop-board.ts";
import type { EventSchemaStore, RecordSchema } from "./registry/event-schema-store.ts";

export interface Composition {
  readonly ports: ApiPorts;
  readonly settings: ApiSettings;
  close(): Promise<void>;
}

/** The only place that names adapters. */
export async function compose(env: Env, logger: FastifyBaseLogger): Promise<Composition> {
  const folder = join(env.ATTUNE_HOME, "data");
  const report = (problem: string) => logger.warn(problem);
  const database = databaseSettings(env.DATABASE_URL, env.MASTER_KEY);
  const controlDb = connectControl(database, 1);
  const appDb = connectApp(database, 1);
  const processId = randomUUID();
  const breakers = new StoreBreakers((store, state) => report(`the breaker of ${store} is ${state}`));
  const hops = new HopBoard(processId, processVitals(), () => breakers.readings);
  const [openedLog, stores, index] = await Promise.all([
    openLog(folder, env, { maxQueuedRecords: env.MAX_QUEUED_RECORDS, breakers }),
    openStores(folder, env, { report, breakers, refolded: (): Promise<void> => untilRefolded(openedLog, stores.state) }),
    openVectorIndex(VECTOR_DIMENSIONS, env, breakers),
  ]);
  const log = hops.log(openedLog);
  const state = hops.state(stores.state);
  const tagOf = personTagger(keyedHash, env.HOT_ALIASES);
  let tenants: ControlSnapshot["tenants"] = new Map();
  const source = controlSource({ db: controlDb, masterKey: env.MASTER_KEY, report });
  const control: ControlSource = {
    load: async (known) => {
      const loaded = await source.load(known);
      if (loaded !== undefined) tenants = loaded.tenants;
      return loaded;
    },
  };
  const standings = withSuppression(hops.standings(stores.standings), tagOf, (id) => tenants.get(id));
  const vectors = hops.vectors(index);
  const readProfile = profileReader({ state });
  const clock = () => Date.now();
  const directory = new CatalogueDirectory();
  const recommending: RecommendPorts = {
    state,
    standings,
    vectors: env.QDRANT_URL === undefined ? vectors : withKnownVectors(vectors, directory),
    clock,
    timer,
    report: (source, cause) => {
      // That a store is left alone was said once, when its breaker opened.
      if (!(cause instanceof StoreResting)) logger.warn({ source, err: cause }, "a store failed while recommending");
    },
  };

  return {
    ports: {
      processId,
      clock,
      log,
      state,
      standings,
      vectors,
      directory,
      limits: stores.limits,
      keptAnswers: stores.answers,
      report,
      hops,
      keyedHash,
      codec: recordCodec(),
      control,
      tagOf,
      privacyRequests: {
        create: (tenantId, input, by) => createPrivacyRequest(appDb, env.MASTER_KEY, tenantId, input, by),
        find: (tenantId, id) => findPrivacyRequest(appDb, tenantId, id),
      },
      touchKey: (tenantId, keyId, atMs) => touchApiKey(appDb, tenantId, keyId, new Date(atMs)),
      eventSchemas: eventSchemaStore(appDb),
      recordSchemas: recordSchemas(),
      writeUsage: (tenantId, rows) => setTenantUsage(appDb, tenantId, rows),
      recommend: recommender(recommending),
      compareModels: modelComparer(recommending),
      findModelVersion: (tenantId, id) => findModelVersion(appDb, tenantId, id),
      readProfile: ({ tenant, subject, catalogue }) => readProfile({ tenant: tenant.id, subject, catalogue }),
    },
    settings: {
      ...DEFAULT_SETTINGS,
      hotAliases: env.HOT_ALIASES,
      rememberedEvents: env.REMEMBERED_EVENTS,
      waitingImpressions: env.WAITING_IMPRESSIONS,
      queuedRecords: env.MAX_QUEUED_RECORDS,
      maxUnfoldedRecords: env.MAX_UNFOLDED_RECORDS,
      recommendationDeadlineMs: env.RECOMMENDATION_DEADLINE_MS,
      internalTokenSecret: env.INTERNAL_TOKEN_SECRET,
      journalFile: env.JOURNAL_FILE,
      supervisorFile: env.SUPERVISOR_FILE,
    },
    close: async () => {
      await Promise.all([log.close(), stores.close(), vectors.close()]);
      await Promise.all([controlDb.$disconnect(), appDb.$disconnect()]);
    },
  };
}

/** The bytes of the log, the same in production and in tests. */
export const recordCodec = avroRecordCodec;

export function eventSchemaStore(db: AppDb): EventSchemaStore {
  return {
    list: (tenantId) => listEventSchemas(db, tenantId),
    eventTypes: async (tenantId) => (await listEventTypes(db, tenantId)).map(({ name }) => name),
    publish: (tenantId, schema, actor, requestId) => publishEventSchema(db, tenantId, schema, { actor, requestId }),
  };
}

/** The schemas of our own records, by the topics' names on the wire. */
export function recordSchemas(): readonly RecordSchema[] {
  const all = Object.entries(RECORD_SCHEMAS) as [TopicName, readonly SchemaVersion[]][];
  return all.flatMap(([topic, versions]) => versions.map((version) => ({ topic: TOPICS[topic].name, ...version })));
}

/** The same for aliases and tags, in production and in tests. */
export const keyedHash = hmacKeyedHash;

export const timer: Timer = (delayMs) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const handle = setTimeout(resolve, delayMs);
  return { fired: promise, cancel: () => clearTimeout(handle) };
};
