const NAMES: Readonly<Record<string, string>> = { home: "For you", item: "Similar items", trending: "Trending", cart: "With the cart" };

/** The default placements by what they are for; others by their key (`after-checkout` is "After checkout"). */
export function placementName(key: string): string {
  const words = key.replaceAll(/[-_]+/g, " ").trim();
  return NAMES[key] ?? (words === "" ? key : words[0]?.toUpperCase() + words.slice(1));
}
