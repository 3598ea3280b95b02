import { permits } from "../consent/permissions-of.ts";
import type { EventRecord, ImpressionRecord } from "../events/lane-record.ts";
import type { TrainingExample } from "../events/training-example.ts";
import { itemKey } from "../identity/item-key.ts";

/** An impression waiting for outcomes. */
export interface PendingImpression {
  readonly offset: number;
  readonly impression: ImpressionRecord;
  /** 1 where the item had an outcome. */
  readonly labels: Uint8Array;
}

/**
 * Impressions of one lane partition in the order they were shown, joined with the outcomes that follow in the same lane. All wait equally long, so
 * the oldest is always the first to be decided. The state is owned by the caller.
 */
export interface OutcomeJoin {
  /** By tenant, then by recommendation id, oldest first. */
  readonly tenants: Map<string, Map<string, PendingImpression>>;
}

export function emptyJoin(): OutcomeJoin {
  return { tenants: new Map() };
}

export function addImpression(join: OutcomeJoin, offset: number, impression: ImpressionRecord): PendingImpression | undefined {
  return addPending(join, { offset, impression, labels: new Uint8Array(impression.items.length) });
}

/** Undefined when the recommendation is waiting already: the api's append was repeated. */
export function addPending(join: OutcomeJoin, pending: PendingImpression): PendingImpression | undefined {
  const { tenant, recommendationId } = pending.impression;
  let waiting = join.tenants.get(tenant);
  if (waiting === undefined) {
    waiting = new Map();
    join.tenants.set(tenant, waiting);
  }
  if (waiting.has(recommendationId)) return undefined;
  waiting.set(recommendationId, pending);
  return pending;
}

/** Marks the shown item that an event answers; the changed impression, or undefined when the event answers none. */
export function addOutcome(join: OutcomeJoin, event: EventRecord): PendingImpression | undefined {
  if (!event.outcome || event.itemId === undefined || event.recommendationId === undefined) return undefined;
  const pending = join.tenants.get(event.tenant)?.get(event.recommendationId);
  if (pending === undefined || pending.impression.subject !== event.subject) return undefined;
  const at = pending.impression.items.indexOf(itemKey(event.itemId));
  if (at < 0 || pending.labels[at] === 1) return undefined;
  pending.labels[at] = 1;
  return pending;
}

/** Removes a person's waiting impressions; answers their offsets. */
export function forgetImpressions(join: OutcomeJoin, tenant: string, subject: string): number[] {
  const waiting = join.tenants.get(tenant) ?? new Map<string, PendingImpression>();
  const theirs = [...waiting].filter(([, { impression }]) => impression.subject === subject);
  for (const [id] of theirs) waiting.delete(id);
  return theirs.map(([, { offset }]) => offset);
}

/** Removes and answers the impressions whose time is over by their tenant's watermark. */
export function decidedImpressions(
  join: OutcomeJoin,
  watermarkOf: (tenant: string) => number,
  outcomeWindowMs: number,
): PendingImpression[] {
  const decided: PendingImpression[] = [];
  for (const [tenant, waiting] of join.tenants) {
    const watermarkMs = watermarkOf(tenant);
    for (const [id, pending] of waiting) {
      if (pending.impression.shownAtMs + outcomeWindowMs > watermarkMs) break;
      waiting.delete(id);
      decided.push(pending);
    }
  }
  return decided;
}

/**
 * What the learner learns of it: places from the first to two beyond the last with an outcome were surely seen; what lies further down counts half. Undefined
 * where the person does not permit it.
 */
export function exampleOf(pending: PendingImpression, sourcePartition: number, decidedAtMs: number): TrainingExample | undefined {
  const { impression, labels, offset } = pending;
  if (!permits(impression.permissions, "model_training") || !permits(impression.permissions, "personalization")) return undefined;
  const seen = labels.lastIndexOf(1) + 2;
  return {
    tenant: impression.tenant,
    sourcePartition,
    sourceOffset: offset,
    placement: impression.placement,
    modelId: impression.modelId,
    personalized: impression.personalized,
    shownAtMs: impression.shownAtMs,
    decidedAtMs,
    features: impression.features,
    labels,
    weights: Float32Array.from(labels, (_, i) => (i <= seen ? 1 : 0.5)),
  };
}
