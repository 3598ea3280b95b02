import { type SeededRandom, seededRandom } from "../seeded-random.ts";
import type { ShopItem } from "./catalogue.ts";
import type { Listener } from "./listeners.ts";
import { browse, newSession } from "./session.ts";
import type { ShopEvent } from "./shop-event.ts";

const DAYS = 5;
const DAY_MS = 86_400_000;
const STEP_MS = 40_000;

/**
 * What the people did before the shop had recommendations: `count` events of the five days before `untilMs`, in time order, with ids
 * that are the same for the same `untilMs`, so that sending them twice counts them once.
 */
export function shopHistory(items: readonly ShopItem[], listeners: readonly Listener[], count: number, untilMs: number): ShopEvent[] {
  const random = seededRandom("music-shop/history");
  const activity = listeners.map((listener) => listener.activity);
  const events: Omit<ShopEvent, "eventId">[] = [];
  for (let visit = 0; events.length < count; visit++) {
    const listener = listeners[random.weighted(activity)];
    if (listener !== undefined) events.push(...visitOf(listener, `history-${visit}`, untilMs, items, random));
  }
  return events
    .sort((a, b) => a.timestamp - b.timestamp)
    .slice(-count)
    .map((event, i) => ({ eventId: `history-${i}`, ...event }));
}

function visitOf(
  listener: Listener,
  sessionId: string,
  untilMs: number,
  items: readonly ShopItem[],
  random: SeededRandom,
): Omit<ShopEvent, "eventId">[] {
  const session = newSession(listener, random);
  // The square leans towards now: what is trending must have happened lately.
  let atMs = untilMs - Math.round(random.next() ** 2 * DAYS * DAY_MS) - session.stepsLeft * STEP_MS;
  const events: Omit<ShopEvent, "eventId">[] = [];
  for (; session.stepsLeft > 0; session.stepsLeft--) {
    atMs += Math.round(STEP_MS * (0.3 + 0.5 * random.next()));
    for (const [i, deed] of browse(session, items, random).entries())
      events.push({ userId: listener.userId, sessionId, timestamp: atMs + i * 1000, ...deed });
  }
  return events;
}
