import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { keyedHash } from "@attune/adapters/crypto/keyed-hash";
import type { ConsentRecord, LaneRecord } from "@attune/core/events/lane-record";
import { eventOf } from "@attune/core/flows/small-shop.fixture";
import { personTagger } from "@attune/core/identity/person-tag";
import { DAY_MS, dayOf } from "@attune/core/metrics/usage";
import type { Log } from "@attune/core/ports/log";
import { memoryLog } from "@attune/core/ports/log.memory";
import { laneKey, subjectPartition } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { connectApp, connectControl, connectWorker } from "@attune/db/connect";
import { appendDecisions, listDecisions } from "@attune/db/consent-ledger";
import { controlSource } from "@attune/db/control-source";
import { databaseSettings } from "@attune/db/database-settings";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@attune/db/embedded-postgres";
import { migrate } from "@attune/db/migrate";
import { createTenant, type Tenant } from "@attune/db/tenants";
import { roomyFolder } from "@attune/db/testing/roomy-folder";
import { readUsage, setUsage } from "@attune/db/usage";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startWorker, type WorkerPorts } from "./worker.ts";
import { workerCounters } from "./worker-counters.ts";
import { workerVitals } from "./worker-vitals.ts";

const codec = avroRecordCodec();
const masterKey = new Uint8Array(32).fill(7);
const tagOf = personTagger(keyedHash, 10);

let home: string;
let server: EmbeddedPostgres;
let tenant: Tenant;
let databases: ReturnType<typeof connectAll>;

function connectAll() {
  const settings = databaseSettings(server.url, masterKey);
  return { settings, app: connectApp(settings), control: connectControl(settings), worker: connectWorker(settings) };
}

beforeAll(async () => {
  home = await mkdtemp(path.join(await roomyFolder(), "attune-ledger-"));
  server = await startEmbeddedPostgres({ home });
  databases = connectAll();
  await migrate(databases.settings);
  tenant = await createTenant(databases.app, masterKey, { slug: "one", name: "One" }, { actor: "system:test" });
}, 60_000);
afterAll(async () => {
  await Promise.all([databases.app, databases.control, databases.worker].map((db) => db.$disconnect()));
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

function workerPorts(log: Log, state: StateStore, changes: Partial<WorkerPorts> = {}): WorkerPorts {
  return {
    log,
    state,
    codec,
    control: controlSource({ db: databases.control, masterKey, report: () => undefined }),
    keyedHash,
    recordDecisions: (entries) => appendDecisions(databases.worker, entries),
    setUsage: (rows) => setUsage(databases.worker, rows),
    clock: Date.now,
    logger: pino({ level: "silent" }),
    counters: workerCounters(),
    vitals: workerVitals({ takeVitals: () => ({ pid: 1, loopDelayMs: 0, busy: 0, residentBytes: 0 }), clock: Date.now }),
    ...changes,
  };
}

const subject = "somebody".padEnd(22, "_");
const consent = (personalization: boolean, changes: Partial<ConsentRecord> = {}): ConsentRecord => ({
  kind: "consent",
  tenant: tenant.id,
  subject,
  keyId: "",
  acceptedAtMs: Date.now(),
  purposes: { personalization },
  source: "test",
  policyVersion: 1,
  decidedAtMs: Date.now(),
  ...changes,
});

async function append(log: Log, ...records: Exclude<LaneRecord, { kind: "tick" }>[]): Promise<void> {
  const appends = records.map((record) => ({
    partition: subjectPartition(record.tenant, record.subject),
    key: laneKey(record.tenant, record.subject),
    value: codec.lane.encode(record),
    timestampMs: Date.now(),
  }));
  await log.append("events", appends);
}

async function ledgerOf(person: string): Promise<readonly (boolean | undefined)[]> {
  const { pepper } = (await workerPorts(memoryLog(), memoryStateStore()).control.load(undefined))?.tenants.get(tenant.id) ?? {};
  const tag = tagOf({ id: tenant.id, pepper: pepper ?? new Uint8Array() }, person);
  return (await listDecisions(databases.app, tenant.id, tag)).map(({ purposes }) => purposes.personalization);
}

it("waits while Postgres is away, keeps nobody else waiting, and then records everything once", async () => {
  const [log, state] = [memoryLog(), memoryStateStore()];
  const counters = workerCounters();
  const worker = await startWorker(workerPorts(log, state, { counters }));
  let failed: unknown;
  worker.finished.catch((cause: unknown) => {
    failed = cause;
  });
  await append(log, consent(false));
  await vi.waitFor(async () => expect(await ledgerOf(subject)).toEqual([false]), { timeout: 20_000 });

  await server.stop();
  await append(log, consent(true), { ...eventOf("other", "view", "item", 0), tenant: tenant.id, acceptedAtMs: Date.now() }, consent(false));
  await vi.waitFor(async () => expect((await counters.folded.get()).values[0]?.value).toBe(1), { timeout: 10_000 });
  await append(log, consent(true));

  server = await startEmbeddedPostgres({ home });
  await vi.waitFor(async () => expect(await ledgerOf(subject)).toEqual([false, true, false, true]), { timeout: 30_000 });
  await vi.waitFor(
    async () => {
      const today = dayOf(Date.now());
      const usage = await readUsage(databases.app, tenant.id, today - DAY_MS, today);
      expect(usage.find(({ measure }) => measure === "events")?.count).toBe(1);
    },
    { timeout: 20_000 },
  );
  await worker.stop();
  expect(failed).toBeUndefined();
}, 90_000);

it("stops at once while Postgres is away, and goes on from there at the next start", async () => {
  const [log, state] = [memoryLog(), memoryStateStore()];
  const away = Promise.withResolvers<void>();
  const recordDecisions = async () => {
    away.resolve();
    throw new Error("Postgres is away");
  };
  const person = "another".padEnd(22, "_");
  const first = await startWorker(workerPorts(log, state, { recordDecisions }));
  await append(log, consent(false, { subject: person }), consent(true, { subject: "stranger", tenant: "tnobody2" }));
  await away.promise;
  await first.stop();
  await first.finished;
  const lane = { lane: "ledger", partition: 0 } as const;
  expect(await state.offset(lane)).toBe(0);

  // The offsets of this log begin anew: the ledger of the test before it must not take them for its own.
  await databases.worker.consentDecision.deleteMany();
  const second = await startWorker(workerPorts(log, state));
  await vi.waitFor(async () => expect(await state.offset(lane)).toBe(2), { timeout: 10_000 });
  await second.stop();
  expect(await ledgerOf(person)).toEqual([false]);
  const [letter] = await log.read("dead-letters", 0, 0, 10);
  expect(Buffer.from(letter?.value ?? []).toString()).toContain("there is no such tenant");
}, 60_000);
