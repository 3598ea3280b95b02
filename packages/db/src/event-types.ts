import type { EventTypeSettings } from "@attune/core/events/event-types";
import { Fault } from "@attune/core/faults";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import { inTenant } from "./in-tenant.ts";

export interface StoredEventType extends EventTypeSettings {
  readonly name: string;
}

const VISIBLE = { name: true, weight: true, outcome: true, consumes: true } as const;

/** By name. */
export async function listEventTypes(db: AppDb, tenantId: string): Promise<readonly StoredEventType[]> {
  return inTenant(db, tenantId, (tx) => tx.eventType.findMany({ where: { tenantId }, select: VISIBLE, orderBy: { name: "asc" } }));
}

/** Makes the type known or changes it; holds for events accepted afterwards, since the settings are stamped on each event. */
export async function saveEventType(
  db: AppDb,
  tenantId: string,
  { name, ...settings }: StoredEventType,
  by: Change,
): Promise<StoredEventType> {
  if (!/^[a-z][a-z0-9_.-]{0,63}$/.test(name))
    throw new Fault("invalid_request", "An event type's name has up to 64 lower-case letters, digits and . _ -");
  if (!Number.isFinite(settings.weight)) throw new Fault("invalid_request", "An event type's weight is a finite number.");
  return inTenant(db, tenantId, async (tx) => {
    const where = { tenantId_name: { tenantId, name } };
    const before = await tx.eventType.findUnique({ where, select: VISIBLE });
    const after = await tx.eventType.upsert({ where, create: { tenantId, name, ...settings }, update: settings, select: VISIBLE });
    await appendAudit(tx, tenantId, { ...by, action: "event_type.saved", before, after });
    return after;
  });
}
