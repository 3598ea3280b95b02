import { createHmac } from "node:crypto";

/** The roles that applications connect as. None owns a table, none can bypass row-level security. */
export const DATABASE_ROLES = ["attune_app", "attune_control", "attune_identity", "attune_worker"] as const;
export type DatabaseRole = (typeof DATABASE_ROLES)[number];

/** Connection strings, one per role; see docs/decisions/0002-row-level-security.md for what each may do. */
export interface DatabaseSettings {
  /** For migrations only. */
  readonly owner: string;
  /** One tenant at a time: what the console reads and changes. */
  readonly app: string;
  /** Read only, all tenants: the data plane's snapshot. */
  readonly control: string;
  /** People, sign-in and the list of tenants. */
  readonly identity: string;
  /** All tenants, and only what the worker writes: the consent ledger, counts, the steps of an erasure. */
  readonly worker: string;
  /** What the roles' passwords must be; the migration runner sets them. */
  readonly passwords: Readonly<Record<DatabaseRole, string>>;
}

/**
 * `url` is DATABASE_URL. Its user and password are the owner's and matter to migrations only; the other roles' passwords are derived from the
 * 32-byte master key, so every process arrives at the same ones and none has to be configured.
 */
export function databaseSettings(url: string, masterKey: Uint8Array): DatabaseSettings {
  const passwords = Object.fromEntries(
    DATABASE_ROLES.map((role) => [role, createHmac("sha256", masterKey).update(`password of database role ${role}`).digest("base64url")]),
  ) as Record<DatabaseRole, string>;
  const as = (role: DatabaseRole): string => {
    const other = new URL(url);
    other.username = role;
    other.password = passwords[role];
    return other.href;
  };
  return {
    owner: url,
    app: as("attune_app"),
    control: as("attune_control"),
    identity: as("attune_identity"),
    worker: as("attune_worker"),
    passwords,
  };
}
