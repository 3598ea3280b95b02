import { BoundedCache } from "../bounded-cache.ts";
import type { KeyedHash, PepperedTenant } from "./subject-alias.ts";

export type PersonTag = (tenant: PepperedTenant, subject: string) => string;

/**
 * What names a person where their alias must not stand: in Postgres, in the erasure ledger and in the list of the suppressed, all of which outlive an
 * erasure. 128 bits under the tenant's pepper, like the alias, and not to be turned back into it. Hot ones are kept, about 150 bytes each.
 */
export function personTagger(hash: KeyedHash, capacity: number): PersonTag & { forget(tenantId: string, subject: string): number } {
  const hot = new BoundedCache<string, string>(capacity);
  const tagOf: PersonTag = (tenant, subject) => {
    const known = `${tenant.id}|${subject}`;
    let tag = hot.get(known);
    if (tag === undefined) {
      tag = hash(tenant.pepper, `tag|${subject}`);
      hot.set(known, tag);
    }
    return tag;
  };
  return Object.assign(tagOf, {
    forget: (tenantId: string, subject: string) => hot.deleteWhere((known) => known === `${tenantId}|${subject}`),
  });
}
