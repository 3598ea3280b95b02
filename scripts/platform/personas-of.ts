import { MUSIC_SHOP_PERSONAS } from "../../scenarios/music-shop/personas.ts";
import { openDataset } from "../datasets/detect-dataset.ts";
import { readImportState } from "../datasets/import-state.ts";
import type { Home } from "./home.ts";

export interface NamedPerson {
  readonly label: string;
  readonly description: string;
  readonly userId: string;
}

/**
 * The people whom the console's preview offers by name: the music shop's, or some of the data set that took its place.
 * `undefined` leaves those of an earlier start: finding them takes a pass over the data.
 */
export async function personasOf(home: Home): Promise<readonly NamedPerson[] | undefined> {
  const state = readImportState(home.dataset);
  if (state === undefined) return MUSIC_SHOP_PERSONAS;
  return state.stage === "catalogue" ? openDataset(state.folder).personas() : undefined;
}
