import { type SeededRandom, seededRandom } from "../seeded-random.ts";
import { GENRES, MOODS } from "./genres.ts";
import { PERSONAS } from "./personas.ts";

/** A simulated person: what the shop may know, and the latent taste that it has to find out. */
export interface Listener {
  readonly userId: string;
  readonly attributes: { readonly age: number; readonly country: string; readonly language: string };
  /** Liking of each genre, 0 to 1, in the order of GENRES. */
  readonly genres: readonly number[];
  readonly moods: readonly string[];
  /** Artists with an even index, or those with an odd one, move them more: a taste that crosses genres. */
  readonly artistParity: 0 | 1;
  /** 0 plays favourites again and again, 1 never the same twice. */
  readonly novelty: number;
  /** How often they are there, relative to others. */
  readonly activity: number;
  /** Mean number of steps of a session. */
  readonly sessionSteps: number;
  /** Has objected to personalisation: their lists show what popularity alone achieves. */
  readonly objects: boolean;
}

const LISTENERS = 600;
const OBJECTING_SHARE = 0.15;
const COUNTRIES = [
  ["GB", "en"],
  ["US", "en"],
  ["DE", "de"],
  ["FR", "fr"],
  ["ES", "es"],
  ["BR", "pt"],
  ["NG", "en"],
  ["JP", "ja"],
] as const;
const COUNTRY_WEIGHTS = [5, 6, 4, 3, 3, 3, 2, 2];
/** Liking of the genre loved first, second and third. */
const LOVES = [1, 0.7, 0.45];
const INDIFFERENCE = 0.08;

/** 600 people, the personas first; the same on every machine. */
export function shopListeners(): readonly Listener[] {
  const random = seededRandom("music-shop/listeners");
  return Array.from({ length: LISTENERS }, (_, i) => {
    const drawn = drawListener(random, i);
    const persona = PERSONAS[i];
    if (persona === undefined) return drawn;
    const { userId, attributes, loves, moods, novelty, objects } = persona;
    return {
      ...drawn,
      userId,
      attributes,
      genres: likings(loves.map((name) => GENRES.findIndex((genre) => genre.name === name))),
      moods,
      novelty,
      objects,
      activity: 2,
    };
  });
}

function drawListener(random: SeededRandom, index: number): Listener {
  const [country, language] = COUNTRIES[random.weighted(COUNTRY_WEIGHTS)] ?? COUNTRIES[0];
  const age = Math.round(Math.max(16, Math.min(78, 34 + 13 * random.normal())));
  const loves: number[] = [];
  const count = random.int(1, 4);
  while (loves.length < count) loves.push(drawGenre(random, age, loves));
  return {
    userId: `listener-${String(index + 1).padStart(4, "0")}`,
    attributes: { age, country, language },
    genres: likings(loves),
    moods: [random.pick(MOODS), random.pick(MOODS)],
    artistParity: random.chance(0.5) ? 0 : 1,
    novelty: 0.2 + 0.7 * random.next(),
    activity: 0.3 + 1.7 * random.next() ** 2,
    sessionSteps: random.int(3, 11),
    objects: random.chance(OBJECTING_SHARE),
  };
}

/** Age leans taste, so that lists by age band mean something: older people towards the later half of a shifted order. */
function drawGenre(random: SeededRandom, age: number, taken: readonly number[]): number {
  const centre = ((age - 16) / 62) * GENRES.length;
  return random.weighted(GENRES.map((_, i) => (taken.includes(i) ? 0 : 1 + 2 * Math.exp(-(((YOUNG_FIRST.indexOf(i) - centre) / 3) ** 2)))));
}

/** Indexes of GENRES from those that the young lean towards to those of the old. */
const YOUNG_FIRST = [6, 13, 1, 0, 4, 5, 2, 12, 7, 10, 3, 9, 8, 11];

function likings(loves: readonly number[]): number[] {
  return GENRES.map((_, i) => {
    const rank = loves.indexOf(i);
    return rank === -1 ? INDIFFERENCE : (LOVES[rank] ?? INDIFFERENCE);
  });
}
