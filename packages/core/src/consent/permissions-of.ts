import { type ConsentPolicy, type Permissions, PURPOSES, type Purpose, type Standing } from "./schema.ts";

export const DENIED: Permissions = { personalization: false, analytics: false, model_training: false, sale_or_sharing: false };

/**
 * The person's decision where there is one, else the policy's default; a suppressed person permits nothing.
 * A standing that could not be read is not passed here: its caller uses `DENIED` (fail closed).
 */
export function permissionsOf(policy: ConsentPolicy, standing: Standing | undefined): Permissions {
  if (standing === undefined) return policy.defaults;
  if (standing.suppressed) return DENIED;
  const of = (purpose: Purpose) => standing.purposes[purpose] ?? policy.defaults[purpose];
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, of(purpose)])) as unknown as Permissions;
}

/** Permissions as four bits, in the order of PURPOSES: what a record carries. */
export function permissionBits(permissions: Permissions): number {
  return PURPOSES.reduce((bits, purpose, i) => bits | (permissions[purpose] ? 1 << i : 0), 0);
}

export function permits(bits: number, purpose: Purpose): boolean {
  return (bits & (1 << PURPOSES.indexOf(purpose))) !== 0;
}
