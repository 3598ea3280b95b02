import type { ApiScope } from "@attune/core/ports/control";

export const SCOPE_NAMES: Readonly<Record<ApiScope, string>> = {
  "events:write": "Send events",
  "recommendations:read": "Read recommendations and rank items",
  "items:read": "Read the catalogue",
  "items:write": "Change the catalogue",
  "users:read": "Read profiles",
  "users:write": "Declare and merge users",
  "consent:write": "Record and read consent",
  "consent:withdraw": "Withdraw consent",
  "schemas:read": "Read event schemas",
  "schemas:write": "Publish event schemas",
  "privacy:write": "Make privacy requests",
};
