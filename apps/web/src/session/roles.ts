import type { Role } from "@attune/db/role";

export type { Role };

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  owner: "Owner",
  admin: "Admin",
  product_manager: "Product manager",
  developer: "Developer",
  compliance_officer: "Compliance officer",
  viewer: "Viewer",
  operator: "Platform operator",
};

/** A preview event is a real event of a real person: it moves their list, so looking is not enough to be allowed to send one. */
export const PREVIEW_SENDERS = ["owner", "admin", "product_manager", "developer"] as const satisfies readonly Role[];

/** Who makes, replaces and revokes API keys and sees what becomes of the events sent with them. */
export const KEY_MANAGERS = ["owner", "admin", "developer"] as const satisfies readonly Role[];

/** Who sees what events carry, and who decides about it. */
export const SCHEMA_READERS = ["owner", "admin", "product_manager", "developer", "viewer"] as const satisfies readonly Role[];
export const SCHEMA_PUBLISHERS = ["owner", "admin", "developer"] as const satisfies readonly Role[];

/** Who sees refused events, mends and discards them. */
export const LETTER_MENDERS = ["owner", "admin", "developer"] as const satisfies readonly Role[];

/** Who sees the whole platform, whichever tenant they look at. */
export const PLATFORM_OPERATORS = ["operator"] as const satisfies readonly Role[];

/** Who sees what was used: of the own tenant, an operator of every one. */
export const USAGE_READERS = ["owner", "admin", "operator"] as const satisfies readonly Role[];

/** Who sees the members of a tenant and the list of tenants. */
export const MEMBER_READERS = ["owner", "admin", "operator"] as const satisfies readonly Role[];

/** Who adds and removes members and changes their roles; of owners only an owner. */
export const MEMBER_MANAGERS = ["owner", "admin"] as const satisfies readonly Role[];

export const TENANT_CREATORS = ["owner", "operator"] as const satisfies readonly Role[];

export const AUDIT_READERS = ["owner", "admin", "compliance_officer"] as const satisfies readonly Role[];

/** Who sees what people permit and how their data is handled, and who decides about it. */
export const COMPLIANCE_READERS = ["owner", "admin", "compliance_officer"] as const satisfies readonly Role[];
export const COMPLIANCE_DECIDERS = ["owner", "compliance_officer"] as const satisfies readonly Role[];

/** Who sees models and what they would recommend. */
export const MODEL_READERS = ["owner", "admin", "product_manager", "developer", "viewer", "operator"] as const satisfies readonly Role[];

/** Who makes model versions and decides which of them a placement serves. */
export const MODEL_MANAGERS = ["owner", "admin", "product_manager"] as const satisfies readonly Role[];

/** Who sees experiments and their numbers. */
export const EXPERIMENT_READERS = [
  "owner",
  "admin",
  "product_manager",
  "developer",
  "viewer",
  "operator",
] as const satisfies readonly Role[];

/** Who starts, stops and decides experiments. */
export const EXPERIMENT_MANAGERS = ["owner", "admin", "product_manager"] as const satisfies readonly Role[];

export const mayManageExperiments = (role: Role): boolean => (EXPERIMENT_MANAGERS as readonly Role[]).includes(role);

export const mayPublishSchemas = (role: Role): boolean => (SCHEMA_PUBLISHERS as readonly Role[]).includes(role);

export const mayManageModels = (role: Role): boolean => (MODEL_MANAGERS as readonly Role[]).includes(role);

export const maySendPreviewEvents = (role: Role): boolean => (PREVIEW_SENDERS as readonly Role[]).includes(role);
