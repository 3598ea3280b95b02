import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { scanHome } from "@attune/adapters/files/scan-home";
import { suppressedStanding } from "@attune/core/consent/with-suppression";
import { EVENT_TYPES } from "@attune/core/events/event-types";
import type { LaneRecord } from "@attune/core/events/lane-record";
import { personTraces } from "@attune/core/flows/person-traces";
import { itemKey } from "@attune/core/identity/item-key";
import { personTagger } from "@attune/core/identity/person-tag";
import { laneOf, subjectAliaser } from "@attune/core/identity/subject-alias";
import { attributesKey, seenEventsKey, subjectPartition, subjectStateKey } from "@attune/core/ports/state-keys";
import { TOPICS } from "@attune/core/ports/topics";
import { dueAt } from "@attune/core/privacy/due-at";
import { residueForms } from "@attune/core/privacy/residue-forms";
import { totalTraces } from "@attune/core/privacy/schema";
import { FEATURE_COUNT } from "@attune/core/ranking/features";
import { replacePersonas } from "@attune/db/personas";
import {
  approvePrivacyRequest,
  createPrivacyRequest,
  findPrivacyRequest,
  type PrivacyRequest,
  verifyPrivacyRequest,
} from "@attune/db/privacy-requests";
import { createTenant } from "@attune/db/tenants";
import { startTestDatabase } from "@attune/db/testing/test-database";
import { pino } from "pino";
import { compose } from "../compose.ts";
import { readEnv } from "../env.ts";
import type { WorkerPorts } from "../worker.ts";

export const CHILD = fileURLToPath(new URL("./erasing-child.fixture.ts", import.meta.url));
const OFFICER = { actor: "user:officer" } as const;
const OWNER = { actor: "user:owner" } as const;
type Personal = Exclude<LaneRecord, { kind: "tick" }>;

/** The worker's ports on real embedded stores, for tests that cannot wait as long as a platform can. */
export async function impatientPorts(home: string, url: string, masterKey: Uint8Array): Promise<WorkerPorts & { close(): Promise<void> }> {
  const env = readEnv({ ATTUNE_HOME: home, DATABASE_URL: url, MASTER_KEY: Buffer.from(masterKey).toString("hex"), LOG_LEVEL: "silent" });
  const ports = await compose(env, pino({ level: "silent" }));
  const erasing = { ...(ports.erasing as NonNullable<WorkerPorts["erasing"]>), graceMs: 40, leaseMs: 250 };
  return { ...ports, erasing };
}

/** A tenant with people in every store, embedded and real: log, state, standings and Postgres in one home. */
export async function erasureWorld() {
  const db = await startTestDatabase();
  const [row] = await db.sql<{ data_directory: string }>("SHOW data_directory");
  const home = path.dirname(path.dirname(row?.data_directory ?? ""));
  const ports = await impatientPorts(home, db.url, db.masterKey);
  const { id: tenantId } = await createTenant(db.app, db.masterKey, { slug: "shop", name: "Shop" }, OWNER);
  const tenant = (await ports.control.load(undefined))?.tenants.get(tenantId);
  if (tenant === undefined || ports.erasing === undefined) throw new Error("the tenant was just made");
  const { standings } = ports.erasing;
  const subjectOf = subjectAliaser(ports.keyedHash, 100);
  const tagOf = personTagger(ports.keyedHash, 100);
  const aliasOf = (userId: string) => subjectOf(tenant, "user", userId).subject;

  async function append(records: readonly Personal[]): Promise<void> {
    const appends = records.map((record) => {
      const { partition, key } = laneOf(record.tenant, record.subject);
      return { partition, key, value: ports.codec.lane.encode(record), timestampMs: record.acceptedAtMs };
    });
    await ports.log.append("events", appends);
  }

  /** Events, a list, attributes, a decision, a standing, a dead letter, an example person, and an anonymous past. */
  async function live(
    userId: string,
    events: number,
  ): Promise<{ readonly userId: string; readonly subject: string; readonly device: string }> {
    const nowMs = Date.now();
    const subject = aliasOf(userId);
    const device = subjectOf(tenant as NonNullable<typeof tenant>, "anonymous", `device of ${userId}`).subject;
    const of = (alias: string) => ({ tenant: tenantId, subject: alias, keyId: "", acceptedAtMs: nowMs });
    const view = (alias: string, n: number): Personal => ({
      ...of(alias),
      kind: "event",
      eventId: `${alias}-${n}-${randomUUID()}`,
      type: "view",
      itemId: `item-${n % 30}`,
      ...EVENT_TYPES.view,
      occurredAtMs: nowMs - n * 1000,
      sessionId: undefined,
      value: undefined,
      dwellMs: 100,
      recommendationId: undefined,
      categories: ["rock"],
      segments: [],
      permissions: 15,
      policyVersion: 1,
      sealed: JSON.stringify({ properties: { mail: `${userId}@example.org`, n } }),
      schemaId: undefined,
    });
    const list: Personal = {
      ...of(subject),
      kind: "impression",
      recommendationId: randomUUID(),
      placement: "home",
      modelId: "m1",
      personalized: true,
      shownAtMs: nowMs + 3_600_000,
      items: [itemKey("item-1")],
      features: new Float32Array(FEATURE_COUNT),
      propensities: Float32Array.of(1),
      permissions: 15,
      exposure: undefined,
    };
    const decision = { purposes: { analytics: true }, source: "page", policyVersion: 1 } as const;
    await append([
      ...Array.from({ length: 5 }, (_, n) => view(device, n)),
      { ...of(device), kind: "merge", into: subject },
      ...Array.from({ length: events }, (_, n) => view(subject, n)),
      { ...of(subject), kind: "profile", sealed: JSON.stringify({ name: userId, plan: "gold".repeat(800) }), demographics: {} },
      { ...of(subject), kind: "consent", ...decision, decidedAtMs: nowMs },
      list,
    ]);
    const letter = { tenant: tenantId, subject, code: "unknown_type", event: { type: "vew", note: `for ${subject}` } };
    await ports.log.append("dead-letters", [
      { partition: 0, key: laneOf(tenantId, subject).key, value: Buffer.from(JSON.stringify(letter)), timestampMs: nowMs },
    ]);
    await standings.write(tenantId, subject, { ...decision, demographics: { country: "GB" }, suppressed: false, changedAtMs: nowMs });
    return { userId, subject, device };
  }

  const stateOf = (subject: string) =>
    ports.state.read([subjectStateKey, attributesKey, seenEventsKey].map((keyOf) => keyOf(tenantId, subject)));

  return {
    db,
    home,
    ports,
    tenant,
    standings,
    tagOf,
    aliasOf,
    append,
    live,
    stateOf,
    /** Checkpoints of every person as they are now, as an earlier worker would have left them. Answers their ids by partition. */
    async checkpoint(): Promise<ReadonlyMap<number, string>> {
      const ids = new Map<number, string>();
      for (let partition = 0; partition < TOPICS.events.partitions; partition++) {
        const lane = { lane: "users", partition } as const;
        const offset = await ports.state.offset(lane);
        const writer = (ports.checkpoints as NonNullable<WorkerPorts["checkpoints"]>).begin(lane, offset);
        await writer.base(ports.state.scan(lane, ""), async () => offset);
        ids.set(partition, writer.id);
      }
      return ids;
    },
    /** Which of those checkpoints are still there, of the partitions in which the person was. */
    checkpointsLeftOf: async (ids: ReadonlyMap<number, string>, person: { subject: string; device: string }) =>
      [person.subject, person.device]
        .map((alias) => subjectPartition(tenantId, alias))
        .filter((partition) => existsSync(path.join(home, "checkpoints", `users-${partition}`, ids.get(partition) as string))),
    formsOf: (person: { userId: string; subject: string; device: string }) =>
      residueForms({ ids: [person.userId], aliases: [person.subject, person.device] }),
    scan: (person: { userId: string; subject: string; device: string }) =>
      scanHome(home, residueForms({ ids: [person.userId], aliases: [person.subject, person.device] })),
    traces: async (...subjects: string[]) => totalTraces(await personTraces({ ...ports, standings }, tenantId, subjects)),
    suppress: (subject: string, requestId: string) =>
      standings.write(tenantId, tagOf(tenant, subject), suppressedStanding(requestId, Date.now())),
    examplePeople: (...userIds: string[]) =>
      replacePersonas(
        db.app,
        db.masterKey,
        tenantId,
        userIds.map((userId) => ({ label: "somebody", description: "", userId })),
        OWNER,
      ),

    /** Asked for by the officer, verified, approved by the owner. */
    async request(userId: string): Promise<PrivacyRequest> {
      const requestedAtMs = Date.now();
      const person = tagOf(tenant, aliasOf(userId));
      const input = { type: "erasure", regulation: "gdpr", userId, person, requestedAtMs, dueAtMs: dueAt("gdpr", requestedAtMs) } as const;
      const { id } = await createPrivacyRequest(db.app, db.masterKey, tenantId, input, OFFICER);
      await verifyPrivacyRequest(db.app, tenantId, id, "showed a passport", OFFICER);
      return approvePrivacyRequest(db.app, tenantId, id, OWNER);
    },
    find: async (id: string) => (await findPrivacyRequest(db.app, tenantId, id)) as PrivacyRequest,

    /** Until all that was appended is folded, and recorded in the ledger. */
    async folded(): Promise<void> {
      for (const [topic, lane] of [
        ["events", "users"],
        ["consent-decisions", "ledger"],
      ] as const) {
        for (let partition = 0; partition < TOPICS[topic].partitions; partition++)
          for (;;) {
            const end = (await ports.log.bounds(topic))[partition]?.end ?? 0;
            if ((await ports.state.offset({ lane, partition })) >= end) break;
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
      }
    },

    async close(): Promise<void> {
      await ports.close();
      await db.stop();
    },
  };
}
export type ErasureWorld = Awaited<ReturnType<typeof erasureWorld>>;
