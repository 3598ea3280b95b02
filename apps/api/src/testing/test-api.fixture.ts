import { randomInt } from "node:crypto";
import { DEFAULT_CONSENT_POLICY } from "@attune/core/consent/schema";
import { withSuppression } from "@attune/core/consent/with-suppression";
import { EVENT_TYPES } from "@attune/core/events/event-types";
import type { LaneRecord } from "@attune/core/events/lane-record";
import { Fault } from "@attune/core/faults";
import { modelComparer } from "@attune/core/flows/compare-models";
import { profileReader } from "@attune/core/flows/read-profile";
import { recommender } from "@attune/core/flows/recommend";
import { API_KEY_ID_LENGTH, API_KEY_SECRET_LENGTH, BASE62, formatApiKey, SCOPES_OF_KIND } from "@attune/core/identity/api-key";
import { personTagger } from "@attune/core/identity/person-tag";
import { VECTOR_DIMENSIONS } from "@attune/core/models/model-settings";
import type { ModelVersion, Placement } from "@attune/core/placements/schema";
import type { ApiKeyControl, ControlSnapshot, TenantControl } from "@attune/core/ports/control";
import { KEPT_ANSWERS } from "@attune/core/ports/kept-answers";
import { memoryKeptAnswers } from "@attune/core/ports/kept-answers.memory";
import { memoryLog } from "@attune/core/ports/log.memory";
import { memoryRateLimits } from "@attune/core/ports/rate-limits.memory";
import { memoryStandingStore } from "@attune/core/ports/standing-store.memory";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { TOPICS } from "@attune/core/ports/topics";
import { memoryVectorIndex } from "@attune/core/ports/vector-index.memory";
import { hashApiKey } from "@attune/db/api-keys";
import type { PrivacyRequest } from "@attune/db/privacy-requests";
import type { FastifyBaseLogger, FastifyInstance, InjectOptions } from "fastify";
import { pino } from "pino";
import { buildApp } from "../app.ts";
import { CatalogueDirectory } from "../catalogue/catalogue-directory.ts";
import { type ApiPorts, type ApiSettings, buildCollaborators, type Collaborators, DEFAULT_SETTINGS } from "../collaborators.ts";
import { keyedHash, recordCodec, recordSchemas, timer } from "../compose.ts";
import { buildInternalApp } from "../internal/internal-app.ts";
import { HopBoard } from "../metrics/hop-board.ts";

export const INTERNAL_SECRET = "internal-secret-internal-secret-0";

/** The whole api on the memory twins of its ports, with a tenant, a secret and a publishable key. */
export interface TestApi {
  readonly app: FastifyInstance;
  readonly internal: FastifyInstance;
  readonly collaborators: Collaborators;
  readonly ports: ApiPorts;
  readonly tenant: TenantControl;
  readonly keys: { readonly secret: string; readonly publishable: string };
  readonly touched: string[];
  /** What was written of usage, by tenant and measure. */
  readonly usage: Map<string, number>;
  /** Changes the control plane; takes effect with the next poll or `collaborators.control.refresh()`. */
  control: ControlSnapshot;
  /** Stored versions of the tenant's models. */
  readonly models: Map<string, ModelVersion>;
  setNow(nowMs: number): void;
  call(
    method: NonNullable<InjectOptions["method"]>,
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): ReturnType<typeof callApi>;
  lane(): Promise<LaneRecord[]>;
  close(): Promise<void>;
}

const quiet = pino({ level: "silent" }) as FastifyBaseLogger;
const MODEL = {
  id: "m1",
  name: "Test blend",
  settings: { retrievers: { covisitation: 1, popularity: 0.5 }, candidates: 100, ranker: "none", diversity: 0, exploration: 0 },
} as const;

export function testPlacement(key: string, strategy: Placement["strategy"]): Placement {
  return { key, strategy, seenPolicy: "consumed", model: MODEL };
}

export function testTenant(id: string, changes: Partial<TenantControl> = {}): TenantControl {
  return {
    id,
    slug: id,
    name: id,
    pepper: new Uint8Array(32).fill(id.length),
    consentPolicy: DEFAULT_CONSENT_POLICY,
    eventSchemas: new Map(),
    experiments: new Map(),
    eventTypes: new Map(Object.entries(EVENT_TYPES)),
    placements: new Map(
      (["for-you", "similar", "trending", "basket"] as const).map((strategy, i) => [
        ["home", "item", "trending", "cart"][i] as string,
        testPlacement(["home", "item", "trending", "cart"][i] as string, strategy),
      ]),
    ),
    limits: { eventsPerSecond: 1_000_000, requestsPerSecond: 1_000_000 },
    ...changes,
  };
}

export function testKey(
  tenantId: string,
  kind: ApiKeyControl["kind"],
  changes: Partial<ApiKeyControl> = {},
): { text: string; key: ApiKeyControl } {
  const word = (length: number) => Array.from({ length }, () => BASE62[randomInt(62)]).join("");
  const id = word(API_KEY_ID_LENGTH);
  const text = formatApiKey({ kind, environment: "test", id, secret: word(API_KEY_SECRET_LENGTH) });
  const key = {
    id,
    tenantId,
    kind,
    environment: "test",
    hash: hashApiKey(text),
    scopes: new Set(SCOPES_OF_KIND[kind]),
    allowedOrigins: [],
    revokedAtMs: undefined,
    ...changes,
  } as const;
  return { text, key };
}

export async function testApi(
  changes: { tenant?: Partial<TenantControl>; settings?: Partial<ApiSettings>; ports?: Partial<ApiPorts>; started?: boolean } = {},
): Promise<TestApi> {
  const tenant = testTenant("acme", changes.tenant);
  const secret = testKey(tenant.id, "secret");
  const publishable = testKey(tenant.id, "publishable", { allowedOrigins: ["https://shop.example"] });
  const touched: string[] = [];
  const usage = new Map<string, number>();
  let nowMs: number | undefined;
  const clock = () => nowMs ?? Date.now();
  const hops = new HopBoard("test-api", () => ({ pid: 1, loopDelayMs: 0.5, busy: 0.25, residentBytes: 1_000_000 }));
  const state = hops.state(memoryStateStore());
  const tagOf = personTagger(keyedHash, 100);
  // A test may bring another source of the control plane.
  const tenantOf = (id: string) => collaborators.control.snapshot.tenants.get(id) ?? api.control.tenants.get(id);
  const standings = withSuppression(hops.standings(memoryStandingStore()), tagOf, tenantOf);
  const vectors = hops.vectors(memoryVectorIndex({ dimensions: VECTOR_DIMENSIONS }));
  const readProfile = profileReader({ state });

  const api = {
    control: {
      version: 1,
      tenants: new Map([[tenant.id, tenant]]),
      apiKeys: new Map([secret.key, publishable.key].map((key) => [key.id, key])),
    } as ControlSnapshot,
    models: new Map<string, ModelVersion>([[MODEL.id, MODEL]]),
  };
  const recommending = { state, standings, vectors, clock, timer, report: () => undefined };
  const ports: ApiPorts = {
    processId: "test-api",
    clock,
    log: hops.log(memoryLog()),
    state,
    standings,
    vectors,
    directory: new CatalogueDirectory(),
    limits: memoryRateLimits(clock),
    keptAnswers: memoryKeptAnswers({ ...KEPT_ANSWERS, clock, capacity: 100 }),
    codec: recordCodec(),
    control: { load: async (known) => (api.control.version === known ? undefined : api.control) },
    touchKey: async (_tenant, key) => void touched.push(key),
    // Nothing was published; who needs more brings a database.
    eventSchemas: {
      list: async () => [],
      eventTypes: async () => [...tenant.eventTypes.keys()],
      publish: () => Promise.reject(new Fault("not_ready")),
    },
    recordSchemas: recordSchemas(),
    writeUsage: async (tenantId, rows) => {
      for (const { measure, count } of rows) usage.set(`${tenantId} ${measure}`, count);
    },
    keyedHash,
    tagOf,
    privacyRequests: memoryPrivacyRequests(),
    hops,
    recommend: recommender(recommending),
    compareModels: modelComparer(recommending),
    findModelVersion: async (tenantId, id) => (tenantId === tenant.id ? api.models.get(id) : undefined),
    readProfile: ({ tenant: { id }, subject, catalogue }) => readProfile({ tenant: id, subject, catalogue }),
    report: () => undefined,
    ...changes.ports,
  };
  const collaborators = buildCollaborators(ports, {
    ...DEFAULT_SETTINGS,
    internalTokenSecret: INTERNAL_SECRET,
    journalFile: undefined,
    supervisorFile: undefined,
    ...changes.settings,
  });
  const app = await buildApp(collaborators, quiet);
  const internal = buildInternalApp(collaborators, quiet);
  if (changes.started !== false) await collaborators.start();

  return Object.assign(api, {
    app,
    internal,
    collaborators,
    ports,
    tenant,
    touched,
    usage,
    keys: { secret: secret.text, publishable: publishable.text },
    setNow: (ms: number) => {
      nowMs = ms;
    },
    call: (method: NonNullable<InjectOptions["method"]>, url: string, body?: unknown, headers: Record<string, string> = {}) =>
      callApi(app, method, url, body, { authorization: `Bearer ${secret.text}`, ...headers }),
    lane: async () => {
      const records: LaneRecord[] = [];
      for (let partition = 0; partition < TOPICS.events.partitions; partition++) {
        for (const { value } of await ports.log.read("events", partition, 0, 10_000)) records.push(ports.codec.lane.decode(value));
      }
      return records;
    },
    close: async () => {
      await app.close();
      await internal.close();
      await collaborators.stop();
    },
  });
}

/** Requests as the api asks for them, kept in memory. */
function memoryPrivacyRequests(): ApiPorts["privacyRequests"] {
  const requests = new Map<string, PrivacyRequest>();
  return {
    async create(tenantId, { type, regulation, person, requestedAtMs, dueAtMs, verification }, by) {
      const id = `dsr_${requests.size + 1}`;
      const nobody = { approvedBy: undefined, approvedAtMs: undefined, rejectedBy: undefined, rejectedReason: undefined };
      const nothing = { tracesBefore: undefined, certificate: undefined, finishedAtMs: undefined, attempts: 0, lastError: undefined };
      const state = verification === undefined ? "received" : "verified";
      const verified = { verifiedBy: by.actor, verifiedAtMs: requestedAtMs, verification };
      const asked = { id, type, regulation, state, person, requestedBy: by.actor, requestedAtMs, dueAtMs } as const;
      const request: PrivacyRequest = { ...asked, ...verified, ...nobody, ...nothing };
      requests.set(`${tenantId}|${id}`, request);
      return request;
    },
    find: async (tenantId, id) => requests.get(`${tenantId}|${id}`),
  };
}

/** A body that is not a string is sent as JSON. Headers of value "" are left out. */
export async function callApi(
  app: FastifyInstance,
  method: NonNullable<InjectOptions["method"]>,
  url: string,
  body: unknown,
  headers: Record<string, string>,
) {
  const sent = Object.fromEntries(
    Object.entries({ ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers }).filter(
      ([, value]) => value !== "",
    ),
  );
  const payload = body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) };
  const response = await app.inject({ method, url, headers: sent, ...payload });
  const text = response.body;
  const json: unknown = text === "" ? undefined : JSON.parse(text);
  return { status: response.statusCode, headers: response.headers, text, body: json, at: (path: string) => valueAt(json, path) };
}

/** `errors.0.message` of parsed JSON. */
export function valueAt(json: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], json);
}
