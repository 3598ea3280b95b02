import type { SeededRandom } from "../seeded-random.ts";
import type { ShopItem } from "./catalogue.ts";
import type { Listener } from "./listeners.ts";
import { enjoyment } from "./taste.ts";

/** What a person does with an item; the audience adds ids and times. */
export interface Deed {
  readonly type: "view" | "click" | "play" | "complete" | "skip" | "like" | "dislike" | "cart" | "purchase";
  readonly itemId: string;
  readonly value?: number;
  /** Of plays and views. */
  readonly properties?: { readonly dwellMs: number };
}

/** One visit of one person. */
export interface Session {
  readonly listener: Listener;
  readonly heard: Set<string>;
  /** The item they are at, as an index of the catalogue. */
  current: number | undefined;
  stepsLeft: number;
}

export function newSession(listener: Listener, random: SeededRandom): Session {
  return { listener, heard: new Set(), current: undefined, stepsLeft: 1 + Math.round(listener.sessionSteps * (0.5 + random.next())) };
}

/** Chance that the eye reaches each place of a list. */
const KEEPS_LOOKING = 0.88;
const ACCIDENTAL_CLICK = 0.01;
const EAGERNESS = 0.38;
const MOST_CLICKS = 2;
const HEARD_AGAIN = 0.3;

/** Looks at a list from the top and follows what appeals: clicks depend on true taste and on the place, not on who made the list. */
export function reactToList(session: Session, list: readonly number[], items: readonly ShopItem[], random: SeededRandom): Deed[] {
  const deeds: Deed[] = [];
  let clicks = 0;
  for (const index of list) {
    const item = items[index];
    if (item === undefined) continue;
    const stale = session.heard.has(item.item.itemId) ? HEARD_AGAIN + (1 - HEARD_AGAIN) * (1 - session.listener.novelty) : 1;
    if (random.chance(ACCIDENTAL_CLICK + EAGERNESS * enjoyment(session.listener, item) * stale)) {
      deeds.push({ type: "click", itemId: item.item.itemId }, ...listen(session, index, item, random));
      clicks += 1;
    }
    if (clicks === MOST_CLICKS || !random.chance(KEEPS_LOOKING)) break;
  }
  return deeds;
}

const FOLLOWS_ON = 0.65;
const STAYS_IN_GENRE = 0.7;

/** Finds something without being shown it: what follows naturally, else something well known of a genre they like. */
export function browse(session: Session, items: readonly ShopItem[], random: SeededRandom): Deed[] {
  const index = nextByThemselves(session, items, random);
  const item = items[index];
  if (item === undefined) return [];
  return [
    { type: "view", itemId: item.item.itemId, properties: { dwellMs: random.int(1500, 20_000) } },
    ...listen(session, index, item, random),
  ];
}

function nextByThemselves(session: Session, items: readonly ShopItem[], random: SeededRandom): number {
  const here = session.current === undefined ? undefined : items[session.current];
  if (here !== undefined && random.chance(FOLLOWS_ON)) return here.successors[random.weighted([4, 3, 2, 1])] ?? 0;
  const genre = random.weighted(session.listener.genres.map((liking) => liking ** 2));
  const inGenre = random.chance(STAYS_IN_GENRE);
  return random.weighted(
    items.map((item) => (!inGenre || item.genre === genre ? item.fame * (0.03 + enjoyment(session.listener, item)) : 0)),
  );
}

function listen(session: Session, index: number, item: ShopItem, random: SeededRandom): Deed[] {
  const { itemId } = item.item;
  const joy = enjoyment(session.listener, item);
  session.heard.add(itemId);
  const durationMs = (item.kind === "track" ? 200 : 1800) * 1000;
  if (!random.chance(0.2 + 0.75 * joy)) {
    session.current = undefined; // what was skipped leads nowhere
    const soon = Math.round(durationMs * 0.15 * random.next());
    const aversion: Deed[] = joy < 0.06 && random.chance(0.1) ? [{ type: "dislike", itemId }] : [];
    return [{ type: "play", itemId, properties: { dwellMs: soon } }, { type: "skip", itemId }, ...aversion];
  }
  session.current = index;
  const deeds: Deed[] = [{ type: "play", itemId, properties: { dwellMs: Math.round(durationMs * (0.6 + 0.4 * random.next())) } }];
  if (random.chance(0.3 + 0.6 * joy)) deeds.push({ type: "complete", itemId });
  if (random.chance(0.2 * joy)) deeds.push({ type: "like", itemId });
  if (random.chance(0.06 * joy)) deeds.push({ type: "cart", itemId }, { type: "purchase", itemId, value: item.item.price ?? 0 });
  return deeds;
}
