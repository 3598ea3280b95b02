/** What a sender that wants its events kept sends again: no answer (0), too many, not now. Events have ids, so that one that was taken after all counts once. */
export const SENT_AGAIN: ReadonlySet<number> = new Set([0, 429, 503]);
