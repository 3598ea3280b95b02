import type { SignedCertificate } from "@attune/core/privacy/certificate";
import { ERASURE_STATES, type Receipt, type RequestState, type StoredReceipt, type Traces } from "@attune/core/privacy/schema";
import { appendAudit } from "./audit-log.ts";
import type { WorkerDb } from "./connect.ts";
import { Prisma } from "./generated/client.ts";
import { userIdOf } from "./personas.ts";
import {
  LEASE_STEP,
  type PrivacyRequest,
  requestOf,
  type SealedPerson,
  sealPerson,
  storedReceiptOf,
  unsealPerson,
} from "./privacy-requests.ts";

/** An erasure that was approved and is not finished, with the person it is about. */
export interface OpenErasure extends PrivacyRequest {
  readonly tenantId: string;
  readonly sealed: SealedPerson;
}

/** A receipt to be written; one of the same step and store is replaced. */
export interface NewReceipt {
  readonly step: string;
  readonly store: string;
  readonly receipt: Receipt;
}

interface RequestId {
  readonly tenantId: string;
  readonly id: string;
}

const OPEN_STATES = ERASURE_STATES.slice(ERASURE_STATES.indexOf("approved"), ERASURE_STATES.indexOf("certified"));
const BY = { actor: "system:erasure" } as const;

/** Erasures for the worker, the longest approved first. */
export async function openErasures(db: WorkerDb, masterKey: Uint8Array): Promise<readonly OpenErasure[]> {
  const rows = await db.privacyRequest.findMany({
    where: { type: "erasure", state: { in: [...OPEN_STATES] }, sealedUserId: { not: null } },
    orderBy: { approvedAt: "asc" },
  });
  return rows.map((row) => ({
    ...requestOf(row),
    tenantId: row.tenantId,
    sealed: unsealPerson(masterKey, row.id, row.sealedUserId as Uint8Array),
  }));
}

/**
 * Takes or keeps a request for `holder` until `untilMs`; false while somebody else has it. Who was killed holds it until then, so keep it short and renew it.
 */
export async function leaseErasure(
  db: WorkerDb,
  { tenantId, id }: RequestId,
  holder: string,
  nowMs: number,
  untilMs: number,
): Promise<boolean> {
  const lease = JSON.stringify({ holder, untilMs });
  const taken = await db.$executeRaw`
    INSERT INTO privacy_receipts (tenant_id, request_id, step, store, receipt) VALUES (${tenantId}, ${id}, ${LEASE_STEP}, 'worker', ${lease}::jsonb)
    ON CONFLICT (tenant_id, request_id, step, store) DO UPDATE SET receipt = excluded.receipt, at = now()
    WHERE privacy_receipts.receipt->>'holder' = ${holder} OR (privacy_receipts.receipt->>'untilMs')::bigint < ${BigInt(nowMs)}`;
  return taken === 1;
}

export async function receiptsOf(db: WorkerDb, { tenantId, id }: RequestId): Promise<readonly StoredReceipt[]> {
  const rows = await db.privacyReceipt.findMany({ where: { tenantId, requestId: id, step: { not: LEASE_STEP } }, orderBy: { at: "asc" } });
  return rows.map(storedReceiptOf);
}

/** Keeps who is to be erased and what was known of them, before anything of it goes. The first count stays; aliases are only ever added. */
export async function beginErasure(
  db: WorkerDb,
  masterKey: Uint8Array,
  { tenantId, id }: RequestId,
  sealed: SealedPerson,
  traces: Traces,
  receipts: readonly NewReceipt[],
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.privacyRequest.updateMany({ where: { tenantId, id }, data: { sealedUserId: sealPerson(masterKey, id, sealed) } });
    await tx.privacyRequest.updateMany({
      where: { tenantId, id, tracesBefore: { equals: Prisma.DbNull } },
      data: { tracesBefore: traces },
    });
    await writeReceipts(tx, { tenantId, id }, receipts);
  });
}

/** Receipts, the next state and the line in the audit log in one step; false when the request does not stand at `from` any more. */
export async function moveErasure(
  db: WorkerDb,
  { tenantId, id }: RequestId,
  from: RequestState,
  to: RequestState,
  receipts: readonly NewReceipt[],
  lastError: string | null = null,
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const { count } = await tx.privacyRequest.updateMany({ where: { tenantId, id, state: from }, data: { state: to, lastError } });
    if (count === 0) return false;
    await writeReceipts(tx, { tenantId, id }, receipts);
    const after = { id, state: to, stores: receipts.length, ...(lastError === null ? {} : { error: lastError }) };
    await appendAudit(tx, tenantId, { ...BY, requestId: id, action: `privacy_request.${to}`, before: { id, state: from }, after });
    return true;
  });
}

/** Another try failed; `attempts` are those since the last retry. */
export async function noteFailure(db: WorkerDb, { tenantId, id }: RequestId, error: string): Promise<number> {
  const row = await db.privacyRequest.update({
    where: { tenantId_id: { tenantId, id } },
    data: { attempts: { increment: 1 }, lastError: error },
    select: { attempts: true },
  });
  return row.attempts;
}

/** The end: certificate, ledger, and the person's id forgotten. False when it was certified before: there is one certificate. */
export async function certifyErasure(
  db: WorkerDb,
  { tenantId, id }: RequestId,
  people: readonly string[],
  certificate: SignedCertificate,
  atMs: number,
): Promise<boolean> {
  const certified = await db.$transaction(async (tx) => {
    const { count } = await tx.privacyRequest.updateMany({
      where: { tenantId, id, state: "scanned" },
      data: {
        state: "certified",
        certificate: certificate as unknown as Prisma.InputJsonObject,
        sealedUserId: null,
        finishedAt: new Date(atMs),
        lastError: null,
      },
    });
    if (count === 0) return false;
    await tx.erasure.createMany({
      data: people.map((person) => ({ tenantId, person, requestId: id, erasedAt: new Date(atMs) })),
      skipDuplicates: true,
    });
    const after = { id, state: "certified", signature: certificate.signature.value };
    await appendAudit(tx, tenantId, { ...BY, requestId: id, action: "privacy_request.certified", before: { id, state: "scanned" }, after });
    return true;
  });
  // The row without the sealed id is a new one; the old one is to go too.
  if (certified) await db.$executeRaw`VACUUM privacy_requests`;
  return certified;
}

/** Rows of Postgres about a person: decisions under their tags, example people who are the person. */
export async function countPersonRows(
  db: WorkerDb,
  masterKey: Uint8Array,
  tenantId: string,
  people: readonly string[],
  userId: string,
): Promise<Traces> {
  const decisions = await db.consentDecision.count({ where: { tenantId, person: { in: [...people] } } });
  return { "table:consent_ledger": decisions, "table:personas": (await personasOf(db, masterKey, tenantId, userId)).length };
}

/** Deletes them, and has the server give their space up. */
export async function deletePersonRows(
  db: WorkerDb,
  masterKey: Uint8Array,
  tenantId: string,
  people: readonly string[],
  userId: string,
): Promise<Traces> {
  const decisions = await db.consentDecision.deleteMany({ where: { tenantId, person: { in: [...people] } } });
  const personas = await db.persona.deleteMany({ where: { tenantId, id: { in: await personasOf(db, masterKey, tenantId, userId) } } });
  await db.$executeRaw`VACUUM consent_ledger`;
  await db.$executeRaw`VACUUM personas`;
  return { "table:consent_ledger": decisions.count, "table:personas": personas.count };
}

async function personasOf(db: WorkerDb, masterKey: Uint8Array, tenantId: string, userId: string): Promise<string[]> {
  const rows = await db.persona.findMany({ where: { tenantId }, select: { id: true, sealedUserId: true } });
  return rows.filter(({ sealedUserId }) => userIdOf(masterKey, tenantId, sealedUserId) === userId).map(({ id }) => id);
}

async function writeReceipts(tx: Prisma.TransactionClient, { tenantId, id }: RequestId, receipts: readonly NewReceipt[]): Promise<void> {
  for (const { step, store, receipt } of receipts) {
    const key = { tenantId, requestId: id, step, store };
    await tx.privacyReceipt.upsert({
      where: { tenantId_requestId_step_store: key },
      create: { ...key, receipt },
      update: { receipt, at: new Date() },
    });
  }
}
