import type { SubjectState } from "../features/subject-state.ts";
import { itemKey } from "../identity/item-key.ts";
import type { Placement } from "../placements/schema.ts";
import type { Seed } from "./candidates.ts";

/** How many recent items a list starts from, and what fades from one to the next. Chosen by `npm run evaluate`. */
const SEED_LIMIT = 10;
const SEED_FADE = 0.8;

/** The items that a placement's strategy starts from, newest first: the person's own, the request's, what lies in the cart, or none. */
export function seedsOf(strategy: Placement["strategy"], state: SubjectState | undefined, itemId: string | undefined): Seed[] {
  if (strategy === "trending") return [];
  if (strategy === "similar") return itemId === undefined ? [] : [{ key: itemKey(itemId), weight: 1 }];
  const recents = state?.recents ?? [];
  const inCart = strategy === "basket" ? recents.filter((recent) => recent.type === "cart") : [];
  const start = inCart.length > 0 ? inCart : recents;
  const own = start.slice(0, SEED_LIMIT).map(({ key }, step) => ({ key, weight: SEED_FADE ** step }));
  if (itemId === undefined) return own;
  const asked = itemKey(itemId);
  return [{ key: asked, weight: 1 }, ...own.filter(({ key }) => key !== asked)];
}
