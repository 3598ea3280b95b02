-- The control plane: tables as in schema.prisma, then what Prisma cannot say: roles, grants, row-level security, triggers
-- (docs/decisions/0002-row-level-security.md).

-- CreateEnum
CREATE TYPE "member_role" AS ENUM ('owner', 'admin', 'product_manager', 'developer', 'compliance_officer', 'viewer');

-- CreateEnum
CREATE TYPE "api_key_kind" AS ENUM ('secret', 'publishable');

-- CreateEnum
CREATE TYPE "api_key_environment" AS ENUM ('live', 'test');

-- CreateTable
CREATE TABLE "tenants" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sealed_pepper" BYTEA NOT NULL,
    "consent_policy_version" INTEGER NOT NULL DEFAULT 1,
    "consent_defaults" JSONB NOT NULL,
    "events_per_second" INTEGER NOT NULL,
    "requests_per_second" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "platform_operator" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "tenant_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "member_role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("tenant_id","user_id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "api_key_kind" NOT NULL,
    "environment" "api_key_environment" NOT NULL,
    "hash" BYTEA NOT NULL,
    "prefix" TEXT NOT NULL,
    "scopes" TEXT[],
    "allowed_origins" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_types" (
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "weight" DOUBLE PRECISION NOT NULL,
    "outcome" BOOLEAN NOT NULL,
    "consumes" BOOLEAN NOT NULL,

    CONSTRAINT "event_types_pkey" PRIMARY KEY ("tenant_id","name")
);

-- CreateTable
CREATE TABLE "model_versions" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "model_versions_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "placements" (
    "tenant_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "strategy" TEXT NOT NULL,
    "seen_policy" TEXT NOT NULL,
    "model_version_id" TEXT NOT NULL,

    CONSTRAINT "placements_pkey" PRIMARY KEY ("tenant_id","key")
);

-- CreateTable
CREATE TABLE "personas" (
    "tenant_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "personas_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,
    "request_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "control_version" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL,

    CONSTRAINT "control_version_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tenants_slug_key" ON "tenants"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE INDEX "api_keys_tenant_id_created_at_idx" ON "api_keys"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "placements_tenant_id_model_version_id_idx" ON "placements"("tenant_id", "model_version_id");

-- CreateIndex
CREATE INDEX "audit_log_tenant_id_id_idx" ON "audit_log"("tenant_id", "id");

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_types" ADD CONSTRAINT "event_types_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_versions" ADD CONSTRAINT "model_versions_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "placements" ADD CONSTRAINT "placements_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "placements" ADD CONSTRAINT "placements_tenant_id_model_version_id_fkey" FOREIGN KEY ("tenant_id", "model_version_id") REFERENCES "model_versions"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "personas" ADD CONSTRAINT "personas_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Checks that repeat core's z.enum values where a column is text.
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_id_check" CHECK ("id" ~ '^t[a-z2-7]{8}$');
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_slug_check" CHECK ("slug" ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$');
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_limits_check" CHECK ("events_per_second" > 0 AND "requests_per_second" > 0);
ALTER TABLE "users" ADD CONSTRAINT "users_email_check" CHECK ("email" = lower("email"));
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_hash_check" CHECK (octet_length("hash") = 32);
ALTER TABLE "placements" ADD CONSTRAINT "placements_strategy_check" CHECK ("strategy" IN ('for-you', 'similar', 'trending', 'basket'));
ALTER TABLE "placements" ADD CONSTRAINT "placements_seen_policy_check" CHECK ("seen_policy" IN ('none', 'consumed', 'seen'));
ALTER TABLE "control_version" ADD CONSTRAINT "control_version_id_check" CHECK ("id" = 1);

INSERT INTO "control_version" ("id", "version") VALUES (1, 1);

-- Roles belong to the whole server, so another database of it, or an administrator, may have made them already.
-- Their passwords are set by the runner at each start.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['attune_app', 'attune_control', 'attune_identity'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT', role_name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
  END LOOP;
END
$$;

GRANT USAGE ON SCHEMA "public" TO "attune_app", "attune_control", "attune_identity";

-- attune_app: one tenant at a time, named by app.tenant. What is not granted cannot happen: no audit row changes, no model version
-- changes, no API key or tenant disappears, no pepper and no password hash is read.
GRANT INSERT ON "tenants" TO "attune_app";
GRANT SELECT ("id", "slug", "name", "consent_policy_version", "consent_defaults", "events_per_second", "requests_per_second", "created_at") ON "tenants" TO "attune_app";
GRANT UPDATE ("name", "consent_policy_version", "consent_defaults", "events_per_second", "requests_per_second") ON "tenants" TO "attune_app";
GRANT SELECT ("id", "email", "name", "created_at") ON "users" TO "attune_app";
GRANT SELECT, INSERT, DELETE ON "memberships" TO "attune_app";
GRANT UPDATE ("role") ON "memberships" TO "attune_app";
GRANT SELECT, INSERT ON "api_keys" TO "attune_app";
GRANT UPDATE ("name", "last_used_at", "revoked_at") ON "api_keys" TO "attune_app";
GRANT SELECT, INSERT, UPDATE, DELETE ON "event_types" TO "attune_app";
GRANT SELECT, INSERT ON "model_versions" TO "attune_app";
GRANT SELECT, INSERT, UPDATE, DELETE ON "placements" TO "attune_app";
GRANT SELECT, INSERT, DELETE ON "personas" TO "attune_app";
GRANT SELECT, INSERT ON "audit_log" TO "attune_app";
GRANT USAGE ON SEQUENCE "audit_log_id_seq" TO "attune_app";

-- attune_control: the data plane's snapshot of all tenants, read only.
GRANT SELECT ON "tenants", "api_keys", "event_types", "model_versions", "placements", "control_version" TO "attune_control";

-- attune_identity: who is who, and where they belong, before a tenant is known.
GRANT SELECT ("id", "slug", "name") ON "tenants" TO "attune_identity";
GRANT SELECT, INSERT ON "users" TO "attune_identity";
GRANT UPDATE ("name", "password_hash") ON "users" TO "attune_identity";
GRANT SELECT ON "memberships" TO "attune_identity";

-- Forced: the owner of the tables is under the policies too. A table without a policy for a role shows that role nothing.
ALTER TABLE "tenants" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "memberships" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "event_types" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "model_versions" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "placements" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "personas" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE "audit_log" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY "of_tenant" ON "tenants" TO "attune_app" USING ("id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "memberships" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "api_keys" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "event_types" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "model_versions" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "placements" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "personas" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
CREATE POLICY "of_tenant" ON "audit_log" TO "attune_app" USING ("tenant_id" = current_setting('app.tenant', true));
-- The sub-select is itself under the policy of memberships, hence of the tenant.
CREATE POLICY "members_of_tenant" ON "users" FOR SELECT TO "attune_app" USING ("id" IN (SELECT "user_id" FROM "memberships"));

CREATE POLICY "whole" ON "tenants" FOR SELECT TO "attune_control" USING (true);
CREATE POLICY "whole" ON "api_keys" FOR SELECT TO "attune_control" USING (true);
CREATE POLICY "whole" ON "event_types" FOR SELECT TO "attune_control" USING (true);
CREATE POLICY "whole" ON "model_versions" FOR SELECT TO "attune_control" USING (true);
CREATE POLICY "whole" ON "placements" FOR SELECT TO "attune_control" USING (true);

CREATE POLICY "directory" ON "tenants" FOR SELECT TO "attune_identity" USING (true);
CREATE POLICY "accounts" ON "users" TO "attune_identity" USING (true);
CREATE POLICY "whereabouts" ON "memberships" FOR SELECT TO "attune_identity" USING (true);

-- The version moves in the transaction of the change. Its row is locked before any row of the statement and until commit, so versions
-- become visible in order (who reads version 7 sees all of 1 to 7) and two writers queue instead of deadlocking.
CREATE FUNCTION "raise_control_version"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.control_version SET version = version + 1 WHERE id = 1;
  RETURN NULL;
END
$$;

CREATE TRIGGER "raise_control_version" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "tenants" FOR EACH STATEMENT EXECUTE FUNCTION "raise_control_version"();
CREATE TRIGGER "raise_control_version" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "event_types" FOR EACH STATEMENT EXECUTE FUNCTION "raise_control_version"();
CREATE TRIGGER "raise_control_version" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "model_versions" FOR EACH STATEMENT EXECUTE FUNCTION "raise_control_version"();
CREATE TRIGGER "raise_control_version" BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "placements" FOR EACH STATEMENT EXECUTE FUNCTION "raise_control_version"();
-- Not on last_used_at: noting a use is no change that anybody must read.
CREATE TRIGGER "raise_control_version" BEFORE INSERT OR DELETE OR TRUNCATE OR UPDATE OF "id", "tenant_id", "kind", "environment", "hash", "scopes", "allowed_origins", "revoked_at" ON "api_keys" FOR EACH STATEMENT EXECUTE FUNCTION "raise_control_version"();
