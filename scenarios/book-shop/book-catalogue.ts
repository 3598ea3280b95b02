import type { Item } from "@attune/core/catalogue/schema";
import { artwork } from "../artwork.ts";
import { type SeededRandom, seededRandom } from "../seeded-random.ts";
import { LENGTHS, SHELVES, type Shelf } from "./shelves.ts";

/** An item as the shop sells it, with what only the simulation knows. */
export interface Book {
  readonly item: Item & { readonly itemId: string };
  /** Index into SHELVES. */
  readonly shelf: number;
  readonly length: (typeof LENGTHS)[number];
  /** How many people come across it by themselves; long-tailed. */
  readonly fame: number;
}

const BOOKS = 152;
// Given and family names are put together at random: a likeness to a living author would be chance.
const GIVEN = [
  "Adela",
  "Bram",
  "Cosima",
  "Dario",
  "Esme",
  "Farid",
  "Greta",
  "Hugo",
  "Imke",
  "Jonas",
  "Kezia",
  "Luca",
  "Maeve",
  "Nils",
  "Orla",
];
const FAMILIES = ["Ardmoor", "Brackley", "Calloway", "Delacroft", "Ellerby", "Fenwright", "Grovesend", "Hartnell", "Inglemere", "Kestrel"];
const PAGES = { short: [60, 180], medium: [200, 360], long: [380, 720] } as const;
const PRICES = [6.99, 8.99, 9.99, 12.99, 16.99, 19.99];

/** 152 invented books, 19 to a shelf; the same on every machine. */
export function bookCatalogue(): readonly Book[] {
  const random = seededRandom("book-shop/books");
  const taken = new Set<string>();
  return Array.from({ length: BOOKS }, (_, index) => bookAt(random, index, taken));
}

function bookAt(random: SeededRandom, index: number, taken: Set<string>): Book {
  const shelf = index % SHELVES.length;
  const { name, hue, subjects, settings } = shelfAt(shelf);
  const length = random.pick(LENGTHS);
  let title = titleOf(random, subjects, settings);
  while (taken.has(title))
    title = `${titleOf(random, subjects, settings)}, ${random.pick(["A Novel", "Book Two", "Revisited", "New Edition"])}`;
  taken.add(title);
  const year = random.int(1988, 2026);
  const [from, to] = PAGES[length];
  return {
    shelf,
    length,
    fame: 1 / (1 + Math.floor(index / SHELVES.length)) ** 0.8,
    item: {
      itemId: `book-${String(index + 1).padStart(3, "0")}`,
      title,
      categories: [name],
      tags: [length, `${Math.floor(year / 10) * 10}s`],
      attributes: { author: `${random.pick(GIVEN)} ${random.pick(FAMILIES)}`, pages: random.int(from, to), length },
      price: random.pick(PRICES),
      publishedAt: `${year}-${String(random.int(1, 13)).padStart(2, "0")}-01T00:00:00Z`,
      imageUrl: artwork(random, hue),
    },
  };
}

function titleOf(random: SeededRandom, subjects: readonly string[], settings: readonly string[]): string {
  const subject = random.pick(subjects);
  return random.chance(0.75)
    ? `The ${subject} ${random.pick(settings)}`
    : `The ${random.pick(["Last", "Hidden", "Other", "Little"])} ${subject}`;
}

function shelfAt(index: number): Shelf {
  const shelf = SHELVES[index];
  if (shelf === undefined) throw new RangeError(`no shelf ${index}`);
  return shelf;
}
