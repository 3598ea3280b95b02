/** Eight people with a name, whom the console's preview offers: each shows something that the platform does. */
interface PersonaPlan {
  readonly userId: string;
  readonly label: string;
  readonly description: string;
  readonly attributes: { readonly age: number; readonly country: string; readonly language: string };
  /** Names of GENRES, the most loved first. */
  readonly loves: readonly string[];
  readonly moods: readonly string[];
  readonly novelty: number;
  readonly objects: boolean;
}

export const PERSONAS: readonly PersonaPlan[] = [
  {
    userId: "persona-mara",
    label: "Mara, studies to lo-fi",
    description: "22, Lisbon. Lo-fi and ambient in long quiet sessions.",
    attributes: { age: 22, country: "PT", language: "pt" },
    loves: ["Lo-Fi", "Ambient"],
    moods: ["focus", "calm"],
    novelty: 0.4,
    objects: false,
  },
  {
    userId: "persona-dev",
    label: "Dev, techno all week",
    description: "29, Berlin. Techno first, deep house second, nothing else.",
    attributes: { age: 29, country: "DE", language: "de" },
    loves: ["Techno", "Deep House"],
    moods: ["party", "dark"],
    novelty: 0.7,
    objects: false,
  },
  {
    userId: "persona-ines",
    label: "Inês, jazz collector",
    description: "61, Paris. Buys jazz albums and returns to favourites.",
    attributes: { age: 61, country: "FR", language: "fr" },
    loves: ["Jazz", "Neo Soul"],
    moods: ["romantic", "calm"],
    novelty: 0.2,
    objects: false,
  },
  {
    userId: "persona-tunde",
    label: "Tunde, Afrobeat and hip-hop",
    description: "34, Lagos. Two loves, equally strong in practice.",
    attributes: { age: 34, country: "NG", language: "en" },
    loves: ["Afrobeat", "Hip-Hop"],
    moods: ["upbeat", "party"],
    novelty: 0.6,
    objects: false,
  },
  {
    userId: "persona-greta",
    label: "Greta, metal purist",
    description: "41, Leeds. Skips whatever is not metal.",
    attributes: { age: 41, country: "GB", language: "en" },
    loves: ["Metal"],
    moods: ["dark", "dark"],
    novelty: 0.5,
    objects: false,
  },
  {
    userId: "persona-kenji",
    label: "Kenji, always something new",
    description: "26, Osaka. Three genres and never the same track twice.",
    attributes: { age: 26, country: "JP", language: "ja" },
    loves: ["Synthwave", "Dream Pop", "Indie Rock"],
    moods: ["upbeat", "romantic"],
    novelty: 0.95,
    objects: false,
  },
  {
    userId: "persona-rosa",
    label: "Rosa, folk at home",
    description: "48, Sevilla. Folk and classical, a few minutes at a time.",
    attributes: { age: 48, country: "ES", language: "es" },
    loves: ["Folk", "Classical"],
    moods: ["calm", "romantic"],
    novelty: 0.3,
    objects: false,
  },
  {
    userId: "persona-noah",
    label: "Noah, objected to personalisation",
    description: "37, Boston. Loves indie rock; his lists may not know it.",
    attributes: { age: 37, country: "US", language: "en" },
    loves: ["Indie Rock", "Folk"],
    moods: ["upbeat", "focus"],
    novelty: 0.5,
    objects: true,
  },
];

/** What the console is told of them. */
export const MUSIC_SHOP_PERSONAS: readonly { label: string; description: string; userId: string }[] = PERSONAS.map(
  ({ label, description, userId }) => ({ label, description, userId }),
);
