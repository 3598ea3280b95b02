import { BoundedCache } from "../bounded-cache.ts";
import { eventPartition } from "../ports/event-layout.ts";

export type IdentityKind = "user" | "anonymous";

/** First 128 bits of HMAC-SHA-256 under the tenant's pepper, as 22 characters of base64url. The app brings the cryptography. */
export type KeyedHash = (pepper: Uint8Array, message: string) => string;

/** Where a person's records go: alias, key of the log and partition, computed once. */
export interface SubjectLane {
  readonly subject: string;
  readonly key: string;
  readonly partition: number;
}

export interface PepperedTenant {
  readonly id: string;
  readonly pepper: Uint8Array;
}

/** A `SubjectOf` that remembers ids, and can be told to forget a person's. */
export type ForgetfulSubjectOf = SubjectOf & { forget(tenantId: string, subject: string): number };

export type SubjectOf = (tenant: PepperedTenant, kind: IdentityKind, id: string) => SubjectLane;

/**
 * What is hashed: kind, erasure epoch and id with lengths in front, so that no two differ only in where one part ends.
 * A person who was erased and comes back gets the next epoch and thereby an alias that leads to nothing older.
 */
export function aliasMessage(kind: IdentityKind, id: string, erasureEpoch: number): string {
  return `${kind.length}:${kind}|${erasureEpoch}|${id.length}:${id}`;
}

/** The lane of a subject whose alias is known already. */
export function laneOf(tenantId: string, subject: string): SubjectLane {
  const key = `${tenantId}|${subject}`;
  return { subject, key, partition: eventPartition(key) };
}

/** Aliases of hot ids are kept (about 250 bytes each): the hash costs more than everything else that is done for an event. */
export function subjectAliaser(hash: KeyedHash, capacity: number): ForgetfulSubjectOf {
  const hot = new BoundedCache<string, SubjectLane>(capacity);
  const subjectOf: SubjectOf = (tenant, kind, id) => {
    const known = `${tenant.id}|${kind}|${id}`;
    let lane = hot.get(known);
    if (lane === undefined) {
      lane = laneOf(tenant.id, hash(tenant.pepper, aliasMessage(kind, id, 0)));
      hot.set(known, lane);
    }
    return lane;
  };
  return Object.assign(subjectOf, {
    forget: (tenantId: string, subject: string) => hot.deleteWhere((_, lane) => lane.key === `${tenantId}|${subject}`),
  });
}
