import { LETTER_ACTIONS, type LetterAction } from "@attune/core/events/dead-letter";
import { Fault } from "@attune/core/faults";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import type { DeadLetterAction as DeadLetterActionRow, Prisma } from "./generated/client.ts";
import { inTenant, type TenantTx } from "./in-tenant.ts";

/** A replay that neither succeeded nor failed within this time was interrupted, and may be tried again: the event keeps its id. */
export const REPLAY_TIMEOUT_MS = 60_000;

export interface StoredLetterAction {
  readonly letterId: string;
  readonly action: LetterAction;
  readonly actor: string;
  readonly atMs: number;
  /** Why the last attempt to replay was refused. */
  readonly failed: string | undefined;
}

/** What became of the tenant's letters, newest first. */
export async function listLetterActions(db: AppDb, tenantId: string, limit = 1000): Promise<readonly StoredLetterAction[]> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx.deadLetterAction.findMany({ where: { tenantId }, orderBy: { at: "desc" }, take: limit }),
  );
  return rows.map(actionOf);
}

/** Notes that a letter is about to be sent again; refused (conflict) when somebody else is doing that or it is settled. */
export async function beginReplay(db: AppDb, tenantId: string, letterId: string, by: Change, at: Date): Promise<void> {
  await inTenant(db, tenantId, async (tx) => {
    await open(tx, tenantId, letterId, at);
    await settle(tx, tenantId, letterId, "replaying", by, at, {});
  });
}

/** The letter's event was accepted. */
export async function finishReplay(db: AppDb, tenantId: string, letterId: string, by: Change, at: Date): Promise<void> {
  await inTenant(db, tenantId, (tx) => settle(tx, tenantId, letterId, "replayed", by, at, {}));
}

/** The letter's event was refused again: it may be edited and tried again. */
export async function failReplay(db: AppDb, tenantId: string, letterId: string, failed: string, by: Change, at: Date): Promise<void> {
  await inTenant(db, tenantId, (tx) => settle(tx, tenantId, letterId, "replaying", by, at, { failed }));
}

/** Nobody will need these letters, all or none of them; they disappear with the log's retention. The reason is in the audit log. */
export async function discardLetters(
  db: AppDb,
  tenantId: string,
  letterIds: readonly string[],
  by: Change & { readonly reason: string },
  at: Date,
): Promise<void> {
  await inTenant(db, tenantId, async (tx) => {
    // In one order, so that two who discard the same letters wait for each other instead of for ever.
    for (const letterId of letterIds.toSorted()) {
      await open(tx, tenantId, letterId, at);
      await settle(tx, tenantId, letterId, "discarded", by, at, {});
    }
  });
}

/** Lets one transaction a letter in at a time, and refuses when it is settled or being replayed. */
async function open(tx: TenantTx, tenantId: string, letterId: string, now: Date): Promise<void> {
  // A row that is not there yet cannot be locked.
  await tx.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(hashtext(${`${tenantId}|${letterId}`}))`;
  const row = await tx.deadLetterAction.findUnique({ where: { tenantId_letterId: { tenantId, letterId } } });
  if (row === null) return;
  const { action, failed, atMs } = actionOf(row);
  if (action !== "replaying") throw new Fault("conflict", `This letter was ${action} already.`);
  if (failed === undefined && now.getTime() - atMs < REPLAY_TIMEOUT_MS) throw new Fault("conflict", "This letter is being replayed.");
}

async function settle(
  tx: TenantTx,
  tenantId: string,
  letterId: string,
  action: LetterAction,
  by: Change,
  at: Date,
  detail: { readonly failed?: string },
): Promise<void> {
  const where = { tenantId_letterId: { tenantId, letterId } };
  const before = await tx.deadLetterAction.findUnique({ where });
  const data = { action, actor: by.actor, at, detail: detail satisfies Prisma.InputJsonObject };
  await tx.deadLetterAction.upsert({ where, create: { tenantId, letterId, ...data }, update: data });
  await appendAudit(tx, tenantId, {
    ...by,
    action: `dead_letter.${detail.failed === undefined ? action : "replay_failed"}`,
    before: before === null ? null : { letterId, action: before.action },
    after: { letterId, action, ...detail },
  });
}

function actionOf({ letterId, action, actor, at, detail }: DeadLetterActionRow): StoredLetterAction {
  const known = LETTER_ACTIONS.find((one) => one === action);
  if (known === undefined) throw new Error(`"${action}" is no action on a dead letter.`);
  const failed = (detail as { failed?: unknown } | null)?.failed;
  return { letterId, action: known, actor, atMs: at.getTime(), failed: typeof failed === "string" ? failed : undefined };
}
