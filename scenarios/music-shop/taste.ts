import type { ShopItem } from "./catalogue.ts";
import type { Listener } from "./listeners.ts";

const OTHER_ARTISTS = 0.55;
const OTHER_MOODS = 0.75;

/** How much this person would enjoy this item, 0 to 1: the truth that recommendations try to find. */
export function enjoyment(listener: Listener, item: ShopItem): number {
  const genre = listener.genres[item.genre] ?? 0;
  const artist = item.artist % 2 === listener.artistParity ? 1 : OTHER_ARTISTS;
  const mood = listener.moods.includes(item.mood) ? 1 : OTHER_MOODS;
  return Math.min(1, genre * artist * mood * item.appeal);
}
