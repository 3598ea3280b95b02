import type { MemberRole as StoredMemberRole } from "./generated/enums.ts";

/** What somebody is within a tenant. */
export const MEMBER_ROLES = [
  "owner",
  "admin",
  "product_manager",
  "developer",
  "compliance_officer",
  "viewer",
] as const satisfies readonly StoredMemberRole[];
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** Also what somebody of the platform is, in every tenant. */
export const ROLES = [...MEMBER_ROLES, "operator"] as const;
export type Role = (typeof ROLES)[number];
