import { Fault } from "@attune/core/faults";
import { mayMove } from "@attune/core/privacy/advance";
import type { SignedCertificate } from "@attune/core/privacy/certificate";
import {
  type Receipt,
  type Regulation,
  type RequestState,
  type RequestType,
  receiptSchema,
  type StoredReceipt,
  type Traces,
  tracesSchema,
} from "@attune/core/privacy/schema";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import type { PrivacyReceipt, PrivacyRequest as PrivacyRequestRow } from "./generated/client.ts";
import { inTenant, type TenantTx } from "./in-tenant.ts";
import { randomBase32 } from "./random-id.ts";
import { seal, unseal } from "./sealed-bytes.ts";

/** A request as the console shows it. Nothing in it names the person but their tag. */
export interface PrivacyRequest {
  readonly id: string;
  readonly type: RequestType;
  readonly regulation: Regulation;
  readonly state: RequestState;
  readonly person: string;
  readonly requestedBy: string;
  readonly requestedAtMs: number;
  readonly dueAtMs: number;
  readonly verifiedBy: string | undefined;
  readonly verifiedAtMs: number | undefined;
  readonly verification: string | undefined;
  readonly approvedBy: string | undefined;
  readonly approvedAtMs: number | undefined;
  readonly rejectedBy: string | undefined;
  readonly rejectedReason: string | undefined;
  readonly tracesBefore: Traces | undefined;
  readonly certificate: SignedCertificate | undefined;
  readonly finishedAtMs: number | undefined;
  readonly attempts: number;
  readonly lastError: string | undefined;
}

export interface NewPrivacyRequest {
  readonly type: RequestType;
  readonly regulation: Regulation;
  /** As the tenant calls the person; stored sealed, until the request ends. */
  readonly userId: string;
  /** Tag of the person. */
  readonly person: string;
  readonly requestedAtMs: number;
  readonly dueAtMs: number;
  /** How the identity was verified, where whoever asks vouches for it; otherwise somebody says so later. */
  readonly verification?: string | undefined;
}

/** The audit log says that there is a request, not about whom: it cannot be erased from. */
export async function createPrivacyRequest(
  db: AppDb,
  masterKey: Uint8Array,
  tenantId: string,
  input: NewPrivacyRequest,
  by: Change,
): Promise<PrivacyRequest> {
  const { type, regulation, userId, person, requestedAtMs, dueAtMs, verification } = input;
  const id = `dsr_${randomBase32(20)}`;
  const requestedAt = new Date(requestedAtMs);
  const verified = verification === undefined ? {} : { verification, verifiedBy: by.actor, verifiedAt: requestedAt };
  const state = verification === undefined ? "received" : "verified";
  return inTenant(db, tenantId, async (tx) => {
    const row = await tx.privacyRequest.create({
      data: {
        tenantId,
        id,
        type,
        regulation,
        state,
        person,
        sealedUserId: sealPerson(masterKey, id, { userId, subjects: [] }),
        requestedBy: by.actor,
        requestedAt,
        dueAt: new Date(dueAtMs),
        ...verified,
      },
    });
    await appendAudit(tx, tenantId, { ...by, action: "privacy_request.received", before: null, after: { id, type, regulation, state } });
    return requestOf(row);
  });
}

/** Newest first. */
export async function listPrivacyRequests(db: AppDb, tenantId: string): Promise<readonly PrivacyRequest[]> {
  const rows = await inTenant(db, tenantId, (tx) => tx.privacyRequest.findMany({ where: { tenantId }, orderBy: { requestedAt: "desc" } }));
  return rows.map(requestOf);
}

export async function findPrivacyRequest(db: AppDb, tenantId: string, id: string): Promise<PrivacyRequest | undefined> {
  const row = await inTenant(db, tenantId, (tx) => tx.privacyRequest.findFirst({ where: { tenantId, id } }));
  return row === null ? undefined : requestOf(row);
}

/** What the steps did, in the order in which they were written. */
export async function listReceipts(db: AppDb, tenantId: string, requestId: string): Promise<readonly StoredReceipt[]> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx.privacyReceipt.findMany({ where: { tenantId, requestId, step: { not: LEASE_STEP } }, orderBy: [{ at: "asc" }, { store: "asc" }] }),
  );
  return rows.map(storedReceiptOf);
}

/** Somebody says how they made sure that the request comes from the person. */
export async function verifyPrivacyRequest(
  db: AppDb,
  tenantId: string,
  id: string,
  verification: string,
  by: Change,
): Promise<PrivacyRequest> {
  return move(db, tenantId, id, "verified", by, () => ({ verification, verifiedBy: by.actor, verifiedAt: new Date() }));
}

/** Never by whoever asked; the database refuses it too. From here on the worker goes on by itself. */
export async function approvePrivacyRequest(db: AppDb, tenantId: string, id: string, by: Change): Promise<PrivacyRequest> {
  return move(db, tenantId, id, "approved", by, ({ requestedBy }) => {
    if (requestedBy === by.actor) throw new Fault("conflict", "Whoever asked for an erasure cannot approve it: a second person decides.");
    return { approvedBy: by.actor, approvedAt: new Date() };
  });
}

/** The person's id is forgotten at once: nothing will be done with it. */
export async function rejectPrivacyRequest(db: AppDb, tenantId: string, id: string, reason: string, by: Change): Promise<PrivacyRequest> {
  return move(db, tenantId, id, "rejected", by, () => ({
    rejectedBy: by.actor,
    rejectedReason: reason,
    finishedAt: new Date(),
    sealedUserId: null,
  }));
}

/** A request that failed begins again at its purge. */
export async function retryPrivacyRequest(db: AppDb, tenantId: string, id: string, by: Change): Promise<PrivacyRequest> {
  return move(db, tenantId, id, "keys_destroyed", by, () => ({ attempts: 0, lastError: null }));
}

type Changes = Parameters<TenantTx["privacyRequest"]["updateMany"]>[0]["data"];

async function move(
  db: AppDb,
  tenantId: string,
  id: string,
  to: RequestState,
  by: Change,
  changesOf: (row: PrivacyRequestRow) => Changes,
): Promise<PrivacyRequest> {
  return inTenant(db, tenantId, async (tx) => {
    const row = await tx.privacyRequest.findFirst({ where: { tenantId, id } });
    if (row === null) throw new Fault("not_found", "There is no such request.");
    const from = row.state as RequestState;
    if (!mayMove(from, to)) throw new Fault("conflict", `A request that is ${spoken(from)} cannot become ${spoken(to)}.`);
    const data = { ...changesOf(row), state: to };
    const { count } = await tx.privacyRequest.updateMany({ where: { tenantId, id, state: from }, data });
    if (count === 0) throw new Fault("conflict", "Somebody else decided about this request a moment ago.");
    await appendAudit(tx, tenantId, { ...by, action: `privacy_request.${to}`, before: { id, state: from }, after: { id, state: to } });
    return requestOf(await tx.privacyRequest.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id } } }));
  });
}

/** Whom a request is about, while it runs: the id, and the aliases of everybody who turned out to be the same person. */
export interface SealedPerson {
  readonly userId: string;
  readonly subjects: readonly string[];
}

export function sealPerson(masterKey: Uint8Array, requestId: string, person: SealedPerson): Uint8Array<ArrayBuffer> {
  return seal(masterKey, personPurpose(requestId), Buffer.from(JSON.stringify(person)));
}

export function unsealPerson(masterKey: Uint8Array, requestId: string, sealed: Uint8Array): SealedPerson {
  return JSON.parse(Buffer.from(unseal(masterKey, personPurpose(requestId), sealed)).toString("utf8")) as SealedPerson;
}

function personPurpose(requestId: string): string {
  return `person of privacy request ${requestId}`;
}

/** A step of the receipts that is none: who works on the request at present. */
export const LEASE_STEP = "lease";

export function storedReceiptOf({ step, store, receipt, at }: PrivacyReceipt): StoredReceipt {
  return { step, store, receipt: receiptSchema.parse(receipt) satisfies Receipt, atMs: at.getTime() };
}

export function requestOf(row: PrivacyRequestRow): PrivacyRequest {
  return {
    id: row.id,
    type: row.type as RequestType,
    regulation: row.regulation as Regulation,
    state: row.state as RequestState,
    person: row.person,
    requestedBy: row.requestedBy,
    requestedAtMs: row.requestedAt.getTime(),
    dueAtMs: row.dueAt.getTime(),
    verifiedBy: row.verifiedBy ?? undefined,
    verifiedAtMs: row.verifiedAt?.getTime(),
    verification: row.verification ?? undefined,
    approvedBy: row.approvedBy ?? undefined,
    approvedAtMs: row.approvedAt?.getTime(),
    rejectedBy: row.rejectedBy ?? undefined,
    rejectedReason: row.rejectedReason ?? undefined,
    tracesBefore: row.tracesBefore === null ? undefined : tracesSchema.parse(row.tracesBefore),
    certificate: (row.certificate ?? undefined) as SignedCertificate | undefined,
    finishedAtMs: row.finishedAt?.getTime(),
    attempts: row.attempts,
    lastError: row.lastError ?? undefined,
  };
}

function spoken(state: RequestState): string {
  return state.replaceAll("_", " ");
}
