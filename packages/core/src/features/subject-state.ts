import type { PersonExperiment } from "../experiments/schema.ts";
import type { ItemKey } from "../identity/item-key.ts";
import { emptyPaneRing, type PaneRing } from "../pane-ring.ts";
import type { Affinities } from "./affinities.ts";
import type { RecentItem } from "./recent-items.ts";
import { type SessionWindow, sessionWindow } from "./session-window.ts";
import { slidingWindow } from "./sliding-window.ts";

/** A stay is over after half an hour without an event. */
export const SESSION_GAP_MS = 30 * 60_000;
/** Items a person is done with that are remembered to be hidden. */
export const CONSUMED_LIMIT = 500;

/** A person's events of the last minute, in panes of 20 s: how busy they are right now. */
export const ACTIVITY = { windowMs: 60_000, paneMs: 20_000, allowedLatenessMs: 0 } as const;

export const sessionsOf = sessionWindow({ gapMs: SESSION_GAP_MS });
export const activityOf = slidingWindow(ACTIVITY);

/** What the user lane knows of a person. Packed it takes about 200 bytes at 20 events (pack-subject-state.ts). */
export interface SubjectState {
  readonly keyId: string;
  firstSeenMs: number;
  lastSeenMs: number;
  /** Lifetime counts by event type, exact. */
  readonly counts: Map<string, number>;
  /** Newest first, distinct. */
  readonly recents: RecentItem[];
  /** Newest first: purchased, completed, rated or disliked. */
  readonly consumed: ItemKey[];
  readonly affinities: Affinities;
  readonly sessions: SessionWindow;
  closedSessions: number;
  closedSessionsMs: number;
  dwellMs: number;
  readonly activity: PaneRing;
  /** Purposes (bits) that the person's lane has withdrawn: masks what the api stamped a moment too early. */
  denied: number;
  /** Alias that this person's lane was merged into; "" when it was not. */
  redirect: string;
  /** Merges folded in, as `partition:offset` of the source: a repeated transfer is dropped. */
  readonly transfers: string[];
  /** What they did in experiments, oldest first. */
  experiments: readonly PersonExperiment[];
}

export function emptySubjectState(keyId: string): SubjectState {
  return {
    keyId,
    firstSeenMs: 0,
    lastSeenMs: 0,
    counts: new Map(),
    recents: [],
    consumed: [],
    affinities: { atMs: 0, weights: new Map() },
    sessions: { open: [], late: 0 },
    closedSessions: 0,
    closedSessionsMs: 0,
    dwellMs: 0,
    activity: emptyPaneRing(ACTIVITY.windowMs / ACTIVITY.paneMs),
    denied: 0,
    redirect: "",
    transfers: [],
    experiments: [],
  };
}
