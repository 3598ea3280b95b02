import { type LiveFeed, type LiveFeedSettings, liveFeed } from "./live-feed.ts";

/** One feed per key; a feed nobody follows is forgotten. The first caller of a key opens its upstream for all of that key. */
export function liveFeeds<C>(
  keyOf: (caller: C) => string,
  settingsFor: (caller: C) => Omit<LiveFeedSettings, "onIdle">,
): (caller: C) => LiveFeed {
  const feeds = new Map<string, LiveFeed>();
  return (caller) => {
    const key = keyOf(caller);
    const existing = feeds.get(key);
    if (existing) return existing;
    const feed = liveFeed({ ...settingsFor(caller), onIdle: () => feeds.delete(key) });
    feeds.set(key, feed);
    return feed;
  };
}
