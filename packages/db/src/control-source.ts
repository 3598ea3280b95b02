import type { EventTypeSettings } from "@attune/core/events/event-types";
import type { Placement } from "@attune/core/placements/schema";
import type { ApiKeyControl, ApiScope, ControlSnapshot, ControlSource, TenantControl } from "@attune/core/ports/control";
import type { ControlDb } from "./connect.ts";
import type { ApiKey as ApiKeyRow, Prisma } from "./generated/client.ts";
import { permissionsSchema } from "./permissions-schema.ts";
import { placementOf } from "./placements.ts";
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

const TENANT_PARTS = { eventTypes: true, placements: { include: { model: true } } } as const satisfies Prisma.TenantInclude;
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
    consentPolicy: { version: row.consentPolicyVersion, defaults: permissionsSchema.parse(row.consentDefaults) },
    eventTypes: new Map(
      row.eventTypes.map(({ name, weight, outcome, consumes }): [string, EventTypeSettings] => [name, { weight, outcome, consumes }]),
    ),
    placements: new Map(row.placements.flatMap((placement) => readable(placement, report))),
    limits: { eventsPerSecond: row.eventsPerSecond, requestsPerSecond: row.requestsPerSecond },
  };
}

function readable(row: TenantRow["placements"][number], report: (problem: string) => void): [string, Placement][] {
  try {
    return [[row.key, placementOf(row)]];
  } catch (error) {
    report(`Placement ${row.key} of tenant ${row.tenantId} is left out: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
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
