import { DENIED } from "@attune/core/consent/permissions-of";
import { type ConsentPolicy, consentPolicy, DEFAULT_CONSENT_POLICY, purposeRulesSchema } from "@attune/core/consent/schema";
import type { EventTypeSettings } from "@attune/core/events/event-types";
import type { ApiKeyControl, ApiScope, ControlSnapshot, ControlSource, TenantControl } from "@attune/core/ports/control";
import type { ControlDb } from "./connect.ts";
import { eventSchemaOf } from "./event-schema-row.ts";
import type { ApiKey as ApiKeyRow, Prisma } from "./generated/client.ts";
import { placementOf } from "./placements.ts";
import { runningExperimentOf } from "./running-experiment.ts";
import { pepperPurpose, unseal } from "./sealed-bytes.ts";

/**
 * The control plane read whole from Postgres. Asking again when nothing changed reads one row (1 ms); a changed one is read in one snapshot,
 * so version and content belong together.
 */
export function controlSource(options: {
  readonly db: ControlDb;
  readonly masterKey: Uint8Array;
  /** Told of a row that cannot be understood. It is left out, because one tenant's broken row must not keep all others from their changes. */
  readonly report: (problem: string) => void;
}): ControlSource {
  const { db, masterKey, report } = options;
  return {
    async load(knownVersion) {
      if (knownVersion !== undefined && (await versionOf(db)) === knownVersion) return undefined;
      return db.$transaction(
        async (tx): Promise<ControlSnapshot> => {
          const version = await versionOf(tx);
          const tenants = await tx.tenant.findMany({ include: TENANT_PARTS });
          const apiKeys = await tx.apiKey.findMany();
          return {
            version,
            tenants: new Map(tenants.map((row) => [row.id, tenantControlOf(row, masterKey, report)])),
            apiKeys: new Map(apiKeys.map((row) => [row.id, apiKeyControlOf(row)])),
          };
        },
        { isolationLevel: "RepeatableRead" },
      );
    },
  };
}

const TENANT_PARTS = {
  eventTypes: true,
  eventSchemas: { distinct: ["eventType"], orderBy: [{ eventType: "asc" }, { version: "desc" }] },
  consentPolicies: true,
  modelVersions: true,
  placements: { include: { model: true } },
  experiments: { where: { state: "running" } },
} as const satisfies Prisma.TenantInclude;
type TenantRow = Prisma.TenantGetPayload<{ include: typeof TENANT_PARTS }>;

async function versionOf(db: Pick<ControlDb, "controlVersion">): Promise<number> {
  return Number((await db.controlVersion.findUniqueOrThrow({ where: { id: 1 } })).version);
}

function tenantControlOf(row: TenantRow, masterKey: Uint8Array, report: (problem: string) => void): TenantControl {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    pepper: unseal(masterKey, pepperPurpose(row.id), row.sealedPepper),
    consentPolicy: policyInForce(row, report),
    eventTypes: new Map(
      row.eventTypes.map(({ name, weight, outcome, consumes }): [string, EventTypeSettings] => [name, { weight, outcome, consumes }]),
    ),
    eventSchemas: new Map(
      row.eventSchemas.flatMap((schema) =>
        readable(`Schema ${schema.version} of ${schema.eventType}`, row, report, () => [schema.eventType, eventSchemaOf(schema)] as const),
      ),
    ),
    placements: new Map(
      row.placements.flatMap((placement) =>
        readable(`Placement ${placement.key}`, row, report, () => [placement.key, placementOf(placement)] as const),
      ),
    ),
    experiments: new Map(
      row.experiments.flatMap((experiment) =>
        readable(
          `Experiment ${experiment.key}`,
          row,
          report,
          () => [experiment.placementKey, runningExperimentOf(experiment, row.modelVersions)] as const,
        ),
      ),
    ),
    limits: { eventsPerSecond: row.eventsPerSecond, requestsPerSecond: row.requestsPerSecond },
  };
}

function readable<T>(what: string, { id }: TenantRow, report: (problem: string) => void, read: () => T): T[] {
  try {
    return [read()];
  } catch (error) {
    report(`${what} of tenant ${id} is left out: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** A policy that cannot be read permits nothing: leaving it out would permit what it forbids. */
function policyInForce(row: TenantRow, report: (problem: string) => void): ConsentPolicy {
  const version = row.consentPolicyVersion;
  const [policy] = readable(`Consent policy ${version}`, row, report, () => {
    const stored = row.consentPolicies.find((candidate) => candidate.version === version);
    if (stored === undefined) throw new Error("there is no such version.");
    return consentPolicy(version, purposeRulesSchema.parse(stored.purposes));
  });
  return policy ?? { ...consentPolicy(version, DEFAULT_CONSENT_POLICY.purposes), defaults: DENIED };
}

function apiKeyControlOf(row: ApiKeyRow): ApiKeyControl {
  const { id, tenantId, kind, environment, hash, scopes, allowedOrigins, revokedAt } = row;
  return {
    id,
    tenantId,
    kind,
    environment,
    hash,
    scopes: new Set(scopes as ApiScope[]),
    allowedOrigins,
    revokedAtMs: revokedAt?.getTime(),
  };
}
