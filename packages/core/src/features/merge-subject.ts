import { mergePanes } from "../pane-ring.ts";
import { AFFINITY_LIMIT, addAffinities } from "./affinities.ts";
import { addRecent } from "./recent-items.ts";
import { CONSUMED_LIMIT, SESSION_GAP_MS, type SubjectState, sessionsOf } from "./subject-state.ts";

/** Adds what an anonymous person did to the known person they turned out to be. Changes `known` in place. */
export function mergeSubject(known: SubjectState, anonymous: SubjectState): void {
  if (anonymous.firstSeenMs === 0) return;
  known.firstSeenMs = known.firstSeenMs === 0 ? anonymous.firstSeenMs : Math.min(known.firstSeenMs, anonymous.firstSeenMs);
  known.lastSeenMs = Math.max(known.lastSeenMs, anonymous.lastSeenMs);
  for (const [type, count] of anonymous.counts) known.counts.set(type, (known.counts.get(type) ?? 0) + count);
  for (const recent of anonymous.recents) addRecent(known.recents, recent, SESSION_GAP_MS);
  for (const key of anonymous.consumed) if (!known.consumed.includes(key)) known.consumed.push(key);
  if (known.consumed.length > CONSUMED_LIMIT) known.consumed.length = CONSUMED_LIMIT;
  for (const [category, weight] of [...anonymous.affinities.weights].slice(0, AFFINITY_LIMIT)) {
    addAffinities(known.affinities, [category], anonymous.affinities.atMs, weight);
  }
  sessionsOf.merge(known.sessions, anonymous.sessions);
  known.closedSessions += anonymous.closedSessions;
  known.closedSessionsMs += anonymous.closedSessionsMs;
  known.dwellMs += anonymous.dwellMs;
  mergePanes(known.activity, anonymous.activity);
}
