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

export const maySendPreviewEvents = (role: Role): boolean => (PREVIEW_SENDERS as readonly Role[]).includes(role);
