import { type SeededRandom, seededRandom } from "../seeded-random.ts";
import type { Book } from "./book-catalogue.ts";
import { NAMED_READERS } from "./personas.ts";
import { SHELVES } from "./shelves.ts";

/** As `POST /v1/events` takes it. */
export interface ReadingEvent {
  readonly eventId: string;
  readonly type: "view" | "like" | "cart" | "purchase" | "complete";
  readonly userId: string;
  readonly sessionId: string;
  readonly itemId: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly value?: number;
}

const READERS = 120;
const VISITS_PER_READER = 6;
const DAYS = 14;
const DAY_MS = 86_400_000;
/** Weight of a shelf that is loved first, second and not at all. */
const LOVES = [1, 0.6];
const INDIFFERENCE = 0.01;

/**
 * What 120 readers did in the fourteen days before `untilMs`, in time order. The ids are the same for every run, and the times for the same
 * `untilMs`: sent twice, it counts once.
 */
export function readingHistory(books: readonly Book[], untilMs: number): readonly ReadingEvent[] {
  const random = seededRandom("book-shop/history");
  const events = Array.from({ length: READERS }, (_, reader) => {
    const { userId, shelves } = readerAt(random, reader);
    return Array.from({ length: VISITS_PER_READER }, (_, visit) =>
      visitOf(random, books, shelves, userId, `${userId}-${visit}`, untilMs),
    ).flat();
  }).flat();
  return events.toSorted((a, b) => a.timestamp - b.timestamp).map((event, i) => ({ eventId: `reading-${i}`, ...event }));
}

function readerAt(random: SeededRandom, index: number): { readonly userId: string; readonly shelves: readonly number[] } {
  const drawn = [random.int(0, SHELVES.length), random.int(0, SHELVES.length)];
  const named = NAMED_READERS[index];
  const loves = named === undefined ? drawn : named.loves.map((name) => SHELVES.findIndex((shelf) => shelf.name === name));
  return {
    userId: named?.userId ?? `reader-${String(index + 1).padStart(3, "0")}`,
    shelves: SHELVES.map((_, shelf) => LOVES[loves.indexOf(shelf)] ?? INDIFFERENCE),
  };
}

function visitOf(
  random: SeededRandom,
  books: readonly Book[],
  shelves: readonly number[],
  userId: string,
  sessionId: string,
  untilMs: number,
): Omit<ReadingEvent, "eventId">[] {
  // The square leans towards now: what is trending must have happened lately.
  let atMs = untilMs - 600_000 - Math.round(random.next() ** 2 * DAYS * DAY_MS);
  return Array.from({ length: random.int(2, 6) }, () => {
    const book = books[random.weighted(books.map(({ shelf, fame }) => fame * (shelves[shelf] ?? 0)))];
    if (book === undefined) return [];
    const { itemId, price = 0 } = book.item;
    const act = (type: ReadingEvent["type"]) => {
      atMs += random.int(2_000, 30_000);
      return { type, userId, sessionId, itemId, timestamp: atMs };
    };
    const acts = [act("view")];
    if (random.chance(0.25)) acts.push(act("like"));
    if (!random.chance(0.3)) return acts;
    return [...acts, act("cart"), { ...act("purchase"), value: price }, ...(random.chance(0.5) ? [act("complete")] : [])];
  }).flat();
}
