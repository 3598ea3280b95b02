import type { ConsentPolicy } from "../consent/schema.ts";
import type { EventTypeSettings } from "../events/event-types.ts";
import type { RunningExperiment } from "../experiments/schema.ts";
import type { Placement } from "../placements/schema.ts";
import type { EventSchema } from "../schemas/schema.ts";

/**
 * The control plane as the data plane sees it: read whole, kept in memory, replaced when `version` moved. When the source is away the last
 * known one goes on being used.
 */
export interface ControlSource {
  /** The current snapshot, or `undefined` when it is still `knownVersion`. */
  load(knownVersion: number | undefined): Promise<ControlSnapshot | undefined>;
}

export interface ControlSnapshot {
  readonly version: number;
  readonly tenants: ReadonlyMap<string, TenantControl>;
  /** By key id, the part of an API key that is not secret. */
  readonly apiKeys: ReadonlyMap<string, ApiKeyControl>;
}

export interface TenantControl {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** Secret of the tenant's pseudonyms, 32 bytes. */
  readonly pepper: Uint8Array;
  readonly consentPolicy: ConsentPolicy;
  readonly eventTypes: ReadonlyMap<string, EventTypeSettings>;
  /** The newest published schema of each event type that has one. */
  readonly eventSchemas: ReadonlyMap<string, EventSchema>;
  readonly placements: ReadonlyMap<string, Placement>;
  /** The running experiment of each placement that has one, by placement. */
  readonly experiments: ReadonlyMap<string, RunningExperiment>;
  readonly limits: TenantLimits;
}

export interface TenantLimits {
  readonly eventsPerSecond: number;
  readonly requestsPerSecond: number;
}

export const API_SCOPES = [
  "events:write",
  "recommendations:read",
  "items:read",
  "items:write",
  "users:read",
  "users:write",
  "consent:write",
  "consent:withdraw",
  "schemas:read",
  "schemas:write",
  "privacy:write",
] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export interface ApiKeyControl {
  readonly id: string;
  readonly tenantId: string;
  readonly kind: "secret" | "publishable";
  readonly environment: "live" | "test";
  /** SHA-256 of the whole key, 32 bytes: the secret has 192 random bits, so a slow hash would protect nothing more. */
  readonly hash: Uint8Array;
  readonly scopes: ReadonlySet<ApiScope>;
  /** Origins a publishable key may be used from; empty allows any. */
  readonly allowedOrigins: readonly string[];
  readonly revokedAtMs: number | undefined;
}
