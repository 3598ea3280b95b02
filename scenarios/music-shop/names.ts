import type { SeededRandom } from "../seeded-random.ts";
import type { Genre } from "./genres.ts";

// Syllables and words are put together at random: a likeness to a living artist would be chance.
const STARTS = [
  "Al",
  "Bre",
  "Cor",
  "Del",
  "Es",
  "Fen",
  "Gal",
  "Hal",
  "Il",
  "Jor",
  "Kel",
  "Lum",
  "Mar",
  "Nor",
  "Ol",
  "Per",
  "Quin",
  "Ros",
  "Sel",
  "Tam",
  "Ul",
  "Ver",
  "Wil",
  "Yar",
  "Zan",
];
const ENDS = ["a", "an", "ea", "en", "ie", "ira", "is", "o", "on", "or", "ua", "wyn", "yn"];
const FAMILIES = [
  "Ashgrove",
  "Bellamare",
  "Coldwater",
  "Dunmore",
  "Everhart",
  "Fairlund",
  "Greyling",
  "Hollowell",
  "Ivanor",
  "Kestrelby",
  "Lindqvale",
  "Marrowby",
  "Northolt",
  "Ostrander",
  "Pellworth",
  "Quillon",
  "Ravenel",
  "Somerlad",
  "Thornquist",
  "Underlake",
  "Vantongeren",
  "Westerfell",
];
const ADJECTIVES = [
  "Amber",
  "Broken",
  "Crystal",
  "Distant",
  "Electric",
  "Faded",
  "Golden",
  "Hidden",
  "Infinite",
  "Lonely",
  "Midnight",
  "Northern",
  "Paper",
  "Quiet",
  "Restless",
  "Silver",
  "Tender",
  "Velvet",
  "Wandering",
  "Winter",
];
const THINGS = [
  "Animals",
  "Bridges",
  "Cinema",
  "Departures",
  "Echoes",
  "Foxes",
  "Gardens",
  "Harbours",
  "Islands",
  "Jackets",
  "Keys",
  "Mirrors",
  "Oceans",
  "Pilots",
  "Signals",
  "Trains",
  "Umbrellas",
  "Weather",
];
const PLACES = [
  "in Lisbon",
  "at Dawn",
  "after the Rain",
  "on Platform Nine",
  "for Two",
  "without You",
  "under Glass",
  "by the Sea",
  "in Reverse",
  "at the Edge",
];

export function artistName(random: SeededRandom, genre: Genre): string {
  const given = () => random.pick(STARTS) + random.pick(ENDS);
  switch (genre.artists) {
    case "person":
      return `${given()} ${random.pick(FAMILIES)}`;
    case "band":
      return random.chance(0.6)
        ? `The ${random.pick(ADJECTIVES)} ${random.pick(THINGS)}`
        : `${random.pick(ADJECTIVES)} ${random.pick(genre.nouns)}`;
    case "alias":
      return random.chance(0.5)
        ? `${given()}${random.pick(["tron", "wave", "loop", " & Co", " Unit", ""])}`
        : `${random.pick(ADJECTIVES)} ${random.pick(genre.nouns)}`;
  }
}

export function trackTitle(random: SeededRandom, genre: Genre): string {
  const noun = random.chance(0.6) ? random.pick(genre.nouns) : random.pick(THINGS);
  const form = random.int(0, 4);
  if (form === 0) return `${random.pick(ADJECTIVES)} ${noun}`;
  if (form === 1) return `${noun} ${random.pick(PLACES)}`;
  if (form === 2) return `${random.pick(ADJECTIVES)} ${noun} ${random.pick(PLACES)}`;
  return `${noun} and ${random.pick(THINGS)}`;
}
