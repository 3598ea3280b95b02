/** The shop's kinds of music: what its artists, names, colours and tempi come from. */
export interface Genre {
  readonly name: string;
  /** Of the artwork, degrees. */
  readonly hue: number;
  /** Beats per minute of a typical track. */
  readonly tempo: number;
  readonly nouns: readonly string[];
  /** Form of an artist's name: one person, a band, or an alias. */
  readonly artists: "person" | "band" | "alias";
}

export const GENRES: readonly Genre[] = [
  { name: "Indie Rock", hue: 12, tempo: 126, nouns: ["Bicycles", "Avenues", "Kites", "Postcards", "Rooftops"], artists: "band" },
  { name: "Dream Pop", hue: 320, tempo: 104, nouns: ["Petals", "Haze", "Lullabies", "Satellites", "Clouds"], artists: "band" },
  { name: "Synthwave", hue: 285, tempo: 112, nouns: ["Neon", "Circuits", "Arcades", "Horizons", "Lasers"], artists: "alias" },
  { name: "Ambient", hue: 195, tempo: 72, nouns: ["Glaciers", "Tides", "Drift", "Aurora", "Stillness"], artists: "alias" },
  { name: "Deep House", hue: 230, tempo: 122, nouns: ["Basements", "Groove", "Terraces", "Pulse", "Afterhours"], artists: "alias" },
  { name: "Techno", hue: 0, tempo: 134, nouns: ["Concrete", "Machines", "Voltage", "Warehouses", "Static"], artists: "alias" },
  { name: "Hip-Hop", hue: 45, tempo: 92, nouns: ["Corners", "Cyphers", "Crowns", "Blocks", "Ledgers"], artists: "alias" },
  { name: "Neo Soul", hue: 28, tempo: 86, nouns: ["Velvet", "Honey", "Embers", "Confessions", "Silk"], artists: "person" },
  { name: "Jazz", hue: 210, tempo: 140, nouns: ["Standards", "Brass", "Midnights", "Blue Notes", "Ballads"], artists: "person" },
  { name: "Folk", hue: 95, tempo: 100, nouns: ["Orchards", "Rivers", "Lanterns", "Harvests", "Letters"], artists: "person" },
  { name: "Metal", hue: 355, tempo: 150, nouns: ["Ashes", "Iron", "Thrones", "Ravens", "Tombs"], artists: "band" },
  { name: "Classical", hue: 50, tempo: 80, nouns: ["Nocturnes", "Preludes", "Sonatas", "Variations", "Suites"], artists: "person" },
  { name: "Afrobeat", hue: 130, tempo: 116, nouns: ["Markets", "Drums", "Harmattan", "Palms", "Parades"], artists: "band" },
  { name: "Lo-Fi", hue: 170, tempo: 78, nouns: ["Rainfall", "Notebooks", "Tea", "Cassettes", "Windows"], artists: "alias" },
];

export const MOODS = ["calm", "upbeat", "dark", "romantic", "focus", "party"] as const;
export const DECADES = ["1980s", "1990s", "2000s", "2010s", "2020s"] as const;
