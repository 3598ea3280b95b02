import type { Item } from "@attune/core/catalogue/schema";
import { artwork } from "../artwork.ts";
import { type SeededRandom, seededRandom } from "../seeded-random.ts";
import { DECADES, GENRES, MOODS } from "./genres.ts";
import { artistName, trackTitle } from "./names.ts";

/** An item as the shop sells it, with what only the simulation knows. */
export interface ShopItem {
  readonly item: Item & { readonly itemId: string };
  readonly kind: "track" | "album";
  /** Index into GENRES. */
  readonly genre: number;
  readonly artist: number;
  readonly mood: (typeof MOODS)[number];
  readonly decade: (typeof DECADES)[number];
  /** How good it is to anybody, about 1: what makes a chart a chart. */
  readonly appeal: number;
  /** How many people come across it by themselves; long-tailed. */
  readonly fame: number;
  /** Indexes of items that listeners find natural after this one: same genre, near in energy. */
  readonly successors: readonly number[];
}

const ARTISTS = 150;
const TRACKS = 1000;
const ALBUMS = 200;
const SUCCESSORS = 4;

/** 1,200 invented tracks and albums; the same on every machine. */
export function shopCatalogue(): readonly ShopItem[] {
  const random = seededRandom("music-shop/catalogue");
  const artists = uniqueArtists(random);
  const bare = Array.from({ length: TRACKS + ALBUMS }, (_, i) => bareItem(random, artists, i));
  return bare.map((item, i) => ({ ...item, successors: successorsOf(random, bare, i) }));
}

interface Artist {
  readonly name: string;
  readonly genre: number;
  readonly fame: number;
}

function uniqueArtists(random: SeededRandom): readonly Artist[] {
  const taken = new Set<string>();
  return Array.from({ length: ARTISTS }, (_, i) => {
    const genre = i % GENRES.length;
    let name = artistName(random, genreAt(genre));
    while (taken.has(name)) name = artistName(random, genreAt(genre));
    taken.add(name);
    return { name, genre, fame: 1 / (1 + Math.floor(i / GENRES.length)) ** 0.7 };
  });
}

function bareItem(random: SeededRandom, artists: readonly Artist[], index: number): Omit<ShopItem, "successors"> {
  const kind = index < TRACKS ? "track" : "album";
  const artistIndex = index < ARTISTS ? index : random.weighted(artists.map(({ fame }) => fame));
  const artist = artists[artistIndex];
  if (artist === undefined) throw new RangeError(`no artist ${artistIndex}`);
  const genre = genreAt(artist.genre);
  const mood = MOODS[(artist.genre + (random.chance(0.6) ? 0 : random.int(0, MOODS.length))) % MOODS.length] ?? "calm";
  const decade = DECADES[Math.min(DECADES.length - 1, random.weighted([1, 2, 3, 4, 6]))] ?? "2020s";
  const appeal = Math.max(0.5, Math.min(1.5, 1 + 0.2 * random.normal()));
  const title = trackTitle(random, genre);
  return {
    kind,
    genre: artist.genre,
    artist: artistIndex,
    mood,
    decade,
    appeal,
    fame: artist.fame * appeal ** 3 * (1 / (1 + 20 * random.next())),
    item: {
      itemId: kind === "track" ? `track-${String(index + 1).padStart(4, "0")}` : `album-${String(index + 1 - TRACKS).padStart(3, "0")}`,
      title: kind === "track" ? title : `${title} (album)`,
      categories: [genre.name],
      tags: [kind, mood, decade],
      attributes: {
        artist: artist.name,
        mood,
        decade,
        tempo: Math.round(genre.tempo * (0.9 + 0.2 * random.next())),
        durationSeconds: kind === "track" ? random.int(130, 360) : random.int(1800, 4200),
      },
      price: kind === "track" ? random.pick([0.79, 0.99, 1.29]) : random.pick([6.99, 8.99, 9.99, 11.99]),
      publishedAt: `${decade.slice(0, 3)}${random.int(0, decade === "2020s" ? 6 : 10)}-${String(random.int(1, 13)).padStart(2, "0")}-01T00:00:00Z`,
      imageUrl: artwork(random, genre.hue),
    },
  };
}

function successorsOf(random: SeededRandom, items: readonly Omit<ShopItem, "successors">[], index: number): number[] {
  const from = items[index];
  const near = items.flatMap((item, i) =>
    i !== index && item.genre === from?.genre && item.kind === "track" ? [{ i, fame: item.fame * (item.mood === from.mood ? 3 : 1) }] : [],
  );
  const chosen: number[] = [];
  while (chosen.length < SUCCESSORS && near.length > 0) {
    const [picked] = near.splice(random.weighted(near.map(({ fame }) => fame)), 1);
    if (picked !== undefined) chosen.push(picked.i);
  }
  return chosen;
}

function genreAt(index: number) {
  const genre = GENRES[index];
  if (genre === undefined) throw new RangeError(`no genre ${index}`);
  return genre;
}
