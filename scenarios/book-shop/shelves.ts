/** The shop's shelves: what titles, covers and prices of their books come from. */
export interface Shelf {
  readonly name: string;
  /** Of the artwork, degrees. */
  readonly hue: number;
  readonly subjects: readonly string[];
  readonly settings: readonly string[];
}

export const SHELVES: readonly Shelf[] = [
  {
    name: "Crime",
    hue: 0,
    subjects: ["Alibi", "Witness", "Inheritance", "Confession", "Caretaker"],
    settings: ["on Harrow Quay", "at Low Tide", "in Room Eleven", "of Saltmarsh Row"],
  },
  {
    name: "Fantasy",
    hue: 275,
    subjects: ["Lantern-Bearer", "Oathbreaker", "Thornkeeper", "Winter Court", "Wolf Regent"],
    settings: ["of the Ninth Gate", "beyond Elder Fell", "under Hollow Hill", "and the Glass Throne"],
  },
  {
    name: "Science Fiction",
    hue: 205,
    subjects: ["Signal", "Colony", "Archivist", "Long Orbit", "Machine Garden"],
    settings: ["at Perihelion", "from Kepler Station", "in the Quiet Belt", "after Contact"],
  },
  {
    name: "Romance",
    hue: 335,
    subjects: ["Summer Lease", "Second Letter", "Wedding Guest", "Bakery", "Promise"],
    settings: ["in Lisbon", "on Orchard Lane", "by the Lake", "for Two"],
  },
  {
    name: "History",
    hue: 35,
    subjects: ["Salt Roads", "Cartographers", "Weavers", "River Kingdoms", "Lighthouse Keepers"],
    settings: ["of the North", "and Their Cities", "1640 to 1710", "in Peace and War"],
  },
  {
    name: "Nature",
    hue: 120,
    subjects: ["Hedgerow", "Tidepool", "Migration", "Ancient Oak", "Moorland"],
    settings: ["in Four Seasons", "at First Light", "and What Lives There", "by Hand and Eye"],
  },
  {
    name: "Cooking",
    hue: 60,
    subjects: ["Slow Kitchen", "Bread Book", "Market Table", "Small Plates", "Winter Soups"],
    settings: ["for Every Day", "from Five Coasts", "without Fuss", "in One Pot"],
  },
  {
    name: "Children",
    hue: 165,
    subjects: ["Bear", "Paper Boat", "Night Train", "Cloud Collector", "Tiny Dragon"],
    settings: ["Who Would Not Sleep", "and the Big Umbrella", "Goes to Town", "on Pumpkin Street"],
  },
];

export const LENGTHS = ["short", "medium", "long"] as const;
