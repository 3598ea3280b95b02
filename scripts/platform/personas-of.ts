import { BOOK_SHOP_PERSONAS } from "../../scenarios/book-shop/personas.ts";
import { MUSIC_SHOP_PERSONAS } from "../../scenarios/music-shop/personas.ts";
import { openDataset } from "../datasets/detect-dataset.ts";
import { readImportState } from "../datasets/import-state.ts";
import type { Home } from "./home.ts";

interface NamedPerson {
  readonly label: string;
  readonly description: string;
  readonly userId: string;
}

/** By slug of the tenant; `undefined` leaves those of an earlier start. */
export type PersonasByTenant = Readonly<Record<string, readonly NamedPerson[] | undefined>>;

/**
 * The people whom the console's preview offers by name: those of the two shops, or some of the data set that took the music shop's place;
 * the book shop has nobody then. Finding those of a data set takes a pass over it, so it happens once.
 */
export async function personasOf(home: Home): Promise<PersonasByTenant> {
  const state = readImportState(home.dataset);
  if (state === undefined) return { tempo: MUSIC_SHOP_PERSONAS, folio: BOOK_SHOP_PERSONAS };
  return { tempo: state.stage === "catalogue" ? await openDataset(state.folder).personas() : undefined };
}
