import type { TestDatabase } from "./test-database.ts";

/** One row of the tenant in each table that no function fills on its own, written as the owner: what the tests of row-level security look for. */
export async function plantRows(db: Pick<TestDatabase, "sql">, tenantId: string): Promise<void> {
  const statements = [
    `INSERT INTO event_schemas (tenant_id, event_type, version, fields, created_by) VALUES ($1, 'view', 1, '[]', 'system:test')`,
    `INSERT INTO consent_ledger (tenant_id, person, purposes, source, decided_at, lane_partition, lane_offset)
     VALUES ($1, 'tag', '{}', 'test', now(), 0, (SELECT count(*) FROM consent_ledger))`,
    `INSERT INTO usage_days VALUES ($1, '2026-01-31', 'events', 'test', 1)`,
    `INSERT INTO placement_promotions (tenant_id, placement_key, to_version_id, kind, actor) VALUES ($1, 'home', 'm', 'promotion', 'system:test')`,
    `INSERT INTO experiments (tenant_id, id, key, name, hypothesis, placement_key, state, seed, variants, conversion_event, created_by)
     VALUES ($1, 'x1', 'planted', 'Planted', '', 'home', 'draft', 's', '[]', 'purchase', 'system:test')`,
    `INSERT INTO privacy_requests (tenant_id, id, type, regulation, state, person, requested_by, due_at)
     VALUES ($1, 'r1', 'erasure', 'gdpr', 'received', 'tag', 'system:test', now())`,
    `INSERT INTO privacy_receipts (tenant_id, request_id, step, store, receipt) VALUES ($1, 'r1', 'fenced', 'standings', '{}')`,
    `INSERT INTO erasure_ledger (tenant_id, person, request_id) VALUES ($1, 'tag', 'r1')`,
    `INSERT INTO dead_letter_actions (tenant_id, letter_id, action, actor) VALUES ($1, 'l1', 'discarded', 'system:test')`,
  ];
  for (const statement of statements) await db.sql(statement, [tenantId]);
}
