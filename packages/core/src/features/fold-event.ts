import { permits } from "../consent/permissions-of.ts";
import type { ContextItem, ItemInteraction } from "../events/item-delta.ts";
import type { EventRecord } from "../events/lane-record.ts";
import { type ItemKey, itemKey } from "../identity/item-key.ts";
import { addAffinities } from "./affinities.ts";
import { addRecent, type RecentItem } from "./recent-items.ts";
import { activityOf, CONSUMED_LIMIT, SESSION_GAP_MS, type SubjectState, sessionsOf } from "./subject-state.ts";

/** How many items before this one an event is paired with. */
const CONTEXT_LIMIT = 10;
/** A pair across sessions says less than one within. */
const ACROSS_SESSIONS = 0.5;

/**
 * Folds an accepted event into a person's state and answers what it means for items, if anything. A function of the lane alone: event time,
 * never the clock. Sessions close by the person's own time, not by their partition's, so that they do not depend on how other people's events
 * interleave. The accumulator belongs to the caller and is changed in place.
 */
export function foldEvent(state: SubjectState, event: EventRecord): ItemInteraction | undefined {
  const { occurredAtMs: atMs, weight } = event;
  state.firstSeenMs = state.firstSeenMs === 0 ? atMs : Math.min(state.firstSeenMs, atMs);
  state.lastSeenMs = Math.max(state.lastSeenMs, atMs);
  state.counts.set(event.type, (state.counts.get(event.type) ?? 0) + 1);
  const dwellMs = Math.round(event.dwellMs ?? 0);
  state.dwellMs += dwellMs;
  activityOf.add(state.activity, atMs, 1);
  for (const session of sessionsOf.add(state.sessions, atMs, dwellMs, state.lastSeenMs)) {
    state.closedSessions += 1;
    state.closedSessionsMs += session.lastMs - session.startMs;
  }
  const permissions = event.permissions & ~state.denied;
  if (event.itemId === undefined || !permits(permissions, "personalization")) return undefined;

  const key = itemKey(event.itemId);
  const context = contextOf(state.recents, key, atMs);
  if (event.consumes) addConsumed(state.consumed, key);
  addAffinities(state.affinities, event.categories, atMs, weight);
  if (weight <= 0) return undefined;
  const recent = { key, type: event.type, atMs: Math.floor(atMs / 1000) * 1000, weight: tenths(weight) };
  const gain = addRecent(state.recents, recent, SESSION_GAP_MS);
  if (gain <= 0 || !permits(permissions, "model_training")) return undefined;
  return { itemId: event.itemId, itemKey: key, atMs, weight: gain, categories: event.categories, segments: event.segments, context };
}

function contextOf(recents: readonly RecentItem[], key: ItemKey, atMs: number): ContextItem[] {
  const context: ContextItem[] = [];
  for (const recent of recents) {
    if (recent.key === key || recent.atMs > atMs) continue;
    context.push({ itemKey: recent.key, step: context.length + 1, affinity: atMs - recent.atMs <= SESSION_GAP_MS ? 1 : ACROSS_SESSIONS });
    if (context.length === CONTEXT_LIMIT) break;
  }
  return context;
}

function addConsumed(consumed: ItemKey[], key: ItemKey): void {
  const at = consumed.indexOf(key);
  if (at >= 0) consumed.splice(at, 1);
  consumed.unshift(key);
  if (consumed.length > CONSUMED_LIMIT) consumed.length = CONSUMED_LIMIT;
}

function tenths(weight: number): number {
  return Math.round(weight * 10) / 10;
}
