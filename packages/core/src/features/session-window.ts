/**
 * Sessions of one person: events at most `gapMs` apart, in event time. A late event extends the session it touches and merges two that it
 * bridges. A session closes when the watermark has passed its last event by more than the gap, because then no event in time can join it;
 * so the closed sessions do not depend on the order in which events no later than the watermark arrive.
 */
export interface SessionWindow {
  /** Oldest first, more than a gap apart; few, since only lateness keeps more than one open. */
  readonly open: Session[];
  /** Events whose session would already have been closed. */
  late: number;
}

export interface Session {
  readonly startMs: number;
  readonly lastMs: number;
  readonly events: number;
  readonly dwellMs: number;
}

const NONE: readonly Session[] = [];

export function sessionWindow(settings: { readonly gapMs: number }) {
  const { gapMs } = settings;
  if (!(gapMs > 0)) throw new RangeError(`gapMs must be positive, not ${gapMs}`);

  /** Puts a session in its place, joined with every open one that it touches. */
  const insert = (state: SessionWindow, added: Session): void => {
    let from = 0;
    while (from < state.open.length && (state.open[from] as Session).lastMs + gapMs < added.startMs) from++;
    let to = from;
    let joined = added;
    while (to < state.open.length) {
      const other = state.open[to] as Session;
      if (other.startMs - gapMs > joined.lastMs) break;
      joined = {
        startMs: Math.min(other.startMs, joined.startMs),
        lastMs: Math.max(other.lastMs, joined.lastMs),
        events: other.events + joined.events,
        dwellMs: other.dwellMs + joined.dwellMs,
      };
      to++;
    }
    state.open.splice(from, to - from, joined);
  };

  const advance = (state: SessionWindow, watermarkMs: number): readonly Session[] => {
    let closed = 0;
    while (closed < state.open.length && (state.open[closed] as Session).lastMs + gapMs < watermarkMs) closed++;
    return closed === 0 ? NONE : state.open.splice(0, closed);
  };

  const touchesOpen = (state: SessionWindow, atMs: number): boolean =>
    state.open.some((session) => atMs >= session.startMs - gapMs && atMs <= session.lastMs + gapMs);

  return {
    init: (): SessionWindow => ({ open: [], late: 0 }),
    /** Changes `state` in place and answers the sessions that the watermark (0 when unknown) has closed, oldest first. */
    add: (state: SessionWindow, atMs: number, dwellMs: number, watermarkMs: number): readonly Session[] => {
      if (atMs + gapMs < watermarkMs && !touchesOpen(state, atMs)) state.late += 1;
      else insert(state, { startMs: atMs, lastMs: atMs, events: 1, dwellMs });
      return advance(state, watermarkMs);
    },
    /** The sessions that the watermark has closed, oldest first; each is answered once. */
    advance,
    /** The session an event at `nowMs` would continue, or the newest one when the clock is behind it; undefined when there is none. */
    read: (state: SessionWindow, nowMs: number): Session | undefined => {
      const newest = state.open.at(-1);
      return newest !== undefined && newest.lastMs + gapMs >= nowMs ? newest : undefined;
    },
    /** As if `other`'s events had been this person's. */
    merge: (state: SessionWindow, other: SessionWindow): void => {
      for (const session of other.open) insert(state, session);
      state.late += other.late;
    },
  };
}
