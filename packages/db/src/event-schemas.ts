import type { EventTypeSettings } from "@attune/core/events/event-types";
import { Fault } from "@attune/core/faults";
import { checkCompatibility } from "@attune/core/schemas/check-compatibility";
import { checkFields } from "@attune/core/schemas/check-fields";
import { sameFields } from "@attune/core/schemas/diff-fields";
import type { EventSchema, Field } from "@attune/core/schemas/schema";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import { eventSchemaOf } from "./event-schema-row.ts";
import type { EventSchema as EventSchemaRow } from "./generated/client.ts";
import { inTenant, type TenantTx } from "./in-tenant.ts";

export interface StoredEventSchema extends EventSchema {
  readonly createdAtMs: number;
  readonly createdBy: string;
}

export interface NewEventSchema {
  readonly eventType: string;
  readonly fields: readonly Field[];
  /** The version that its author saw, 0 when there was none: when another was published meanwhile, nothing happens. Left out: whatever is newest. */
  readonly basedOnVersion?: number;
  /** For a type that does not exist yet. */
  readonly newType?: EventTypeSettings | undefined;
}

/** Every version of every type: by type, newest first. */
export async function listEventSchemas(db: AppDb, tenantId: string): Promise<readonly StoredEventSchema[]> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx.eventSchema.findMany({ where: { tenantId }, orderBy: [{ eventType: "asc" }, { version: "desc" }] }),
  );
  return rows.map(storedSchemaOf);
}

/**
 * Publishes the next version of an event type, or of a new one. The type's row stays locked until commit, so versions come one after the other and each
 * can read what was written under the one before. Throws `Fault`: conflict with every violation, invalid_request, not_found.
 */
export async function publishEventSchema(
  db: AppDb,
  tenantId: string,
  { eventType, fields, basedOnVersion, newType }: NewEventSchema,
  by: Change,
): Promise<StoredEventSchema> {
  const wrong = checkFields(fields);
  if (wrong.length > 0) throw new Fault("invalid_request", "These fields cannot be published.", { errors: wrong });
  return inTenant(db, tenantId, async (tx) => {
    if (newType !== undefined) await createType(tx, tenantId, eventType, newType, by);
    const locked = await tx.$queryRaw<
      unknown[]
    >`SELECT 1 FROM event_types WHERE tenant_id = ${tenantId} AND name = ${eventType} FOR UPDATE`;
    if (locked.length === 0) throw new Fault("not_found", `There is no event type "${eventType}".`);
    const row = await tx.eventSchema.findFirst({ where: { tenantId, eventType }, orderBy: { version: "desc" } });
    const newest = row === null ? undefined : eventSchemaOf(row);
    refuseUnlessNext(newest, fields, basedOnVersion);
    const version = (newest?.version ?? 0) + 1;
    const published = storedSchemaOf(
      await tx.eventSchema.create({ data: { tenantId, eventType, version, fields: [...fields], createdBy: by.actor } }),
    );
    await appendAudit(tx, tenantId, {
      ...by,
      action: "event_schema.published",
      before: newest ?? null,
      after: { eventType, version, schemaId: published.schemaId, fields: published.fields },
    });
    return published;
  });
}

function refuseUnlessNext(newest: EventSchema | undefined, fields: readonly Field[], basedOnVersion: number | undefined): void {
  const newestVersion = newest?.version ?? 0;
  if (basedOnVersion !== undefined && basedOnVersion !== newestVersion)
    throw new Fault("conflict", `Version ${newestVersion} was published meanwhile: look at it and decide again.`);
  if (newest === undefined) return;
  if (sameFields(newest.fields, fields)) throw new Fault("conflict", `Version ${newestVersion} says the same already.`);
  const violations = checkCompatibility(newest.fields, fields);
  if (violations.length > 0) {
    throw new Fault("conflict", `What was stored under version ${newestVersion} could not be read any more.`, {
      errors: violations.map(({ path, message, suggestion }) => ({ path, message: `${message} ${suggestion}` })),
    });
  }
}

async function createType(tx: TenantTx, tenantId: string, name: string, settings: EventTypeSettings, by: Change): Promise<void> {
  if (!/^[a-z][a-z0-9_.-]{0,63}$/.test(name) || name.startsWith("attune."))
    throw new Fault(
      "invalid_request",
      "An event type's name has up to 64 lower-case letters, digits and . _ - , begins with a letter and not with attune.",
    );
  if (!Number.isFinite(settings.weight)) throw new Fault("invalid_request", "An event type's weight is a finite number.");
  const { weight, outcome, consumes } = settings;
  // Waits for whoever creates the same type at this moment.
  const { count } = await tx.eventType.createMany({ data: [{ tenantId, name, weight, outcome, consumes }], skipDuplicates: true });
  if (count === 0) throw new Fault("conflict", `There is an event type "${name}" already.`);
  await appendAudit(tx, tenantId, { ...by, action: "event_type.saved", before: null, after: { name, weight, outcome, consumes } });
}

function storedSchemaOf(row: EventSchemaRow): StoredEventSchema {
  return { ...eventSchemaOf(row), createdAtMs: row.createdAt.getTime(), createdBy: row.createdBy };
}
