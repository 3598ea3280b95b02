-- What each role's first journey needs: schemas, consent policies and ledger, usage, promotions, experiments, privacy requests, the erasure
-- ledger and what became of dead letters. Tables as in schema.prisma, then roles, grants, row-level security and triggers.

-- CreateTable
CREATE TABLE "event_schemas" (
    "tenant_id" TEXT NOT NULL,
    "event_type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "schema_id" SERIAL NOT NULL,
    "fields" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "event_schemas_pkey" PRIMARY KEY ("tenant_id","event_type","version")
);

-- CreateTable
CREATE TABLE "consent_policies" (
    "tenant_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "purposes" JSONB NOT NULL,
    "statement" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "consent_policies_pkey" PRIMARY KEY ("tenant_id","version")
);

-- CreateTable
CREATE TABLE "consent_ledger" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "purposes" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "policy_version" INTEGER,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lane_partition" INTEGER NOT NULL,
    "lane_offset" BIGINT NOT NULL,

    CONSTRAINT "consent_ledger_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_days" (
    "tenant_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "measure" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "usage_days_pkey" PRIMARY KEY ("tenant_id","day","measure","source")
);

-- CreateTable
CREATE TABLE "placement_promotions" (
    "tenant_id" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "placement_key" TEXT NOT NULL,
    "from_version_id" TEXT,
    "to_version_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "placement_promotions_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "experiments" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hypothesis" TEXT NOT NULL,
    "placement_key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "phase" INTEGER NOT NULL DEFAULT 1,
    "seed" TEXT NOT NULL,
    "variants" JSONB NOT NULL,
    "conversion_event" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "stopped_at" TIMESTAMPTZ(3),
    "stop_reason" TEXT,
    "decision" TEXT,
    "decision_reason" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "experiments_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "privacy_requests" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "regulation" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "sealed_user_id" BYTEA,
    "requested_by" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "verified_by" TEXT,
    "verified_at" TIMESTAMPTZ(3),
    "verification" TEXT,
    "approved_by" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "rejected_by" TEXT,
    "rejected_reason" TEXT,
    "traces_before" JSONB,
    "certificate" JSONB,
    "finished_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,

    CONSTRAINT "privacy_requests_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "privacy_receipts" (
    "tenant_id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "store" TEXT NOT NULL,
    "receipt" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "privacy_receipts_pkey" PRIMARY KEY ("tenant_id","request_id","step","store")
);

-- CreateTable
CREATE TABLE "erasure_ledger" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "erasure_ledger_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dead_letter_actions" (
    "tenant_id" TEXT NOT NULL,
    "letter_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "detail" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dead_letter_actions_pkey" PRIMARY KEY ("tenant_id","letter_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "event_schemas_schema_id_key" ON "event_schemas"("schema_id");

-- CreateIndex
CREATE INDEX "consent_ledger_tenant_id_person_decided_at_idx" ON "consent_ledger"("tenant_id", "person", "decided_at");

-- CreateIndex
CREATE UNIQUE INDEX "consent_ledger_lane_partition_lane_offset_key" ON "consent_ledger"("lane_partition", "lane_offset");

-- CreateIndex
CREATE INDEX "placement_promotions_tenant_id_placement_key_id_idx" ON "placement_promotions"("tenant_id", "placement_key", "id");

-- CreateIndex
CREATE INDEX "experiments_tenant_id_placement_key_idx" ON "experiments"("tenant_id", "placement_key");

-- CreateIndex
CREATE UNIQUE INDEX "experiments_tenant_id_key_key" ON "experiments"("tenant_id", "key");

-- CreateIndex
CREATE INDEX "privacy_requests_tenant_id_requested_at_idx" ON "privacy_requests"("tenant_id", "requested_at");

-- CreateIndex
CREATE UNIQUE INDEX "erasure_ledger_tenant_id_person_key" ON "erasure_ledger"("tenant_id", "person");

-- AddForeignKey
ALTER TABLE "event_schemas" ADD CONSTRAINT "event_schemas_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_schemas" ADD CONSTRAINT "event_schemas_tenant_id_event_type_fkey" FOREIGN KEY ("tenant_id", "event_type") REFERENCES "event_types"("tenant_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent_policies" ADD CONSTRAINT "consent_policies_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent_ledger" ADD CONSTRAINT "consent_ledger_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_days" ADD CONSTRAINT "usage_days_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "placement_promotions" ADD CONSTRAINT "placement_promotions_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "privacy_requests" ADD CONSTRAINT "privacy_requests_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "privacy_receipts" ADD CONSTRAINT "privacy_receipts_tenant_id_request_id_fkey" FOREIGN KEY ("tenant_id", "request_id") REFERENCES "privacy_requests"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "erasure_ledger" ADD CONSTRAINT "erasure_ledger_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dead_letter_actions" ADD CONSTRAINT "dead_letter_actions_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The policy of a tenant becomes a version of its own. The owner is under row-level security like everybody; for this statement it is not.
ALTER TABLE "tenants" NO FORCE ROW LEVEL SECURITY;
INSERT INTO "consent_policies" ("tenant_id", "version", "purposes", "statement", "created_by")
SELECT "id", "consent_policy_version", (
  SELECT jsonb_object_agg(purpose, jsonb_build_object(
    'legalBasis', CASE WHEN permitted::boolean THEN 'legitimate_interest' ELSE 'consent' END,
    'mode', CASE WHEN permitted::boolean THEN 'opt_out' ELSE 'opt_in' END))
  FROM jsonb_each_text("consent_defaults") AS each(purpose, permitted)
), 'As before policies had versions.', 'system:migration' FROM "tenants";
ALTER TABLE "tenants" FORCE ROW LEVEL SECURITY;

-- AlterTable
ALTER TABLE "tenants" DROP COLUMN "consent_defaults";

-- Example people are made again by whoever made them: their raw ids are not carried over.
ALTER TABLE "personas" NO FORCE ROW LEVEL SECURITY;
DELETE FROM "personas";
ALTER TABLE "personas" FORCE ROW LEVEL SECURITY;

-- AlterTable
ALTER TABLE "personas" DROP COLUMN "user_id",
ADD COLUMN     "sealed_user_id" BYTEA NOT NULL;

-- Schemas of our own records have the numbers below.
ALTER SEQUENCE "event_schemas_schema_id_seq" RESTART WITH 100001;

-- Checks that repeat core's values where a column is text.
ALTER TABLE "placement_promotions" ADD CONSTRAINT "placement_promotions_kind_check" CHECK ("kind" IN ('promotion', 'rollback'));
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_state_check" CHECK ("state" IN ('draft', 'running', 'stopped', 'decided', 'archived'));
ALTER TABLE "experiments" ADD CONSTRAINT "experiments_key_check" CHECK ("key" ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');
ALTER TABLE "privacy_requests" ADD CONSTRAINT "privacy_requests_type_check" CHECK ("type" IN ('erasure', 'access', 'portability', 'rectification', 'restriction', 'objection'));
ALTER TABLE "privacy_requests" ADD CONSTRAINT "privacy_requests_regulation_check" CHECK ("regulation" IN ('gdpr', 'ccpa'));
ALTER TABLE "privacy_requests" ADD CONSTRAINT "privacy_requests_state_check" CHECK ("state" IN ('received', 'verified', 'approved', 'fenced', 'keys_destroyed', 'stores_purged', 'models_clean', 'scanned', 'certified', 'rejected', 'failed'));
-- Two people: whoever asked does not approve.
ALTER TABLE "privacy_requests" ADD CONSTRAINT "privacy_requests_second_person_check" CHECK ("approved_by" IS NULL OR "approved_by" <> "requested_by");
ALTER TABLE "dead_letter_actions" ADD CONSTRAINT "dead_letter_actions_action_check" CHECK ("action" IN ('replaying', 'replayed', 'discarded'));
-- One experiment at a time decides what a placement serves.
CREATE UNIQUE INDEX "experiments_running_key" ON "experiments" ("tenant_id", "placement_key") WHERE "state" = 'running';

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'attune_worker') THEN
    BEGIN
      CREATE ROLE "attune_worker" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END IF;
END
$$;
GRANT USAGE ON SCHEMA "public" TO "attune_worker";

GRANT SELECT, INSERT ON "event_schemas", "consent_policies", "placement_promotions" TO "attune_app";
GRANT USAGE ON SEQUENCE "event_schemas_schema_id_seq", "placement_promotions_id_seq" TO "attune_app";
GRANT SELECT ON "consent_ledger", "privacy_receipts", "erasure_ledger" TO "attune_app";
GRANT SELECT, INSERT, UPDATE ON "usage_days", "dead_letter_actions" TO "attune_app";
GRANT SELECT, INSERT, UPDATE ON "experiments" TO "attune_app";
-- Who is concerned, what for and who asked does not change afterwards.
GRANT SELECT, INSERT ON "privacy_requests" TO "attune_app";
GRANT UPDATE ("state", "verified_by", "verified_at", "verification", "approved_by", "approved_at", "rejected_by", "rejected_reason", "traces_before", "finished_at", "sealed_user_id", "attempts", "last_error") ON "privacy_requests" TO "attune_app";

GRANT SELECT ON "event_schemas", "consent_policies", "experiments" TO "attune_control";

-- attune_worker: of all tenants, and only what the worker writes: the ledger, counts, and the steps of an erasure.
GRANT SELECT, INSERT, DELETE ON "consent_ledger" TO "attune_worker";
GRANT SELECT, INSERT, UPDATE ON "usage_days", "privacy_receipts" TO "attune_worker";
GRANT SELECT ON "privacy_requests" TO "attune_worker";
GRANT UPDATE ("state", "sealed_user_id", "traces_before", "certificate", "finished_at", "attempts", "last_error") ON "privacy_requests" TO "attune_worker";
GRANT SELECT, INSERT ON "erasure_ledger", "audit_log" TO "attune_worker";
GRANT SELECT, DELETE ON "personas" TO "attune_worker";
GRANT USAGE ON SEQUENCE "consent_ledger_id_seq", "erasure_ledger_id_seq", "audit_log_id_seq" TO "attune_worker";
-- So that what it deleted can be vacuumed away.
GRANT MAINTAIN ON "consent_ledger", "personas", "privacy_requests" TO "attune_worker";

ALTER TABLE "event_schemas" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "consent_policies" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "consent_ledger" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "usage_days" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "placement_promotions" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "experiments" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "privacy_requests" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "privacy_receipts" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "erasure_ledger" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "dead_letter_actions" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY "of_tenant" ON "event_schemas" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "consent_policies" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "consent_ledger" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "usage_days" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "placement_promotions" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "experiments" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "privacy_requests" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "privacy_receipts" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "erasure_ledger" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "dead_letter_actions" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));

CREATE POLICY "whole" ON "event_schemas" FOR SELECT TO "attune_control" USING (true);
CREATE POLICY "whole" ON "consent_policies" FOR SELECT TO "attune_control" USING (true);
CREATE POLICY "whole" ON "experiments" FOR SELECT TO "attune_control" USING (true);

CREATE POLICY "work" ON "consent_ledger" TO "attune_worker" USING (true);
CREATE POLICY "work" ON "usage_days" TO "attune_worker" USING (true);
CREATE POLICY "work" ON "privacy_requests" TO "attune_worker" USING (true);
CREATE POLICY "work" ON "privacy_receipts" TO "attune_worker" USING (true);
CREATE POLICY "work" ON "erasure_ledger" TO "attune_worker" USING (true);
CREATE POLICY "work" ON "audit_log" TO "attune_worker" USING (true);
CREATE POLICY "work" ON "personas" TO "attune_worker" USING (true);

CREATE TRIGGER "raise_control_version" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "event_schemas" FOR EACH STATEMENT EXECUTE FUNCTION "raise_control_version"();
CREATE TRIGGER "raise_control_version" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "consent_policies" FOR EACH STATEMENT EXECUTE FUNCTION "raise_control_version"();
CREATE TRIGGER "raise_control_version" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "experiments" FOR EACH STATEMENT EXECUTE FUNCTION "raise_control_version"();
