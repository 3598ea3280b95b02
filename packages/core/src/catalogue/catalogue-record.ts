import type { Item } from "./schema.ts";

/** What `attune.catalogue` (compacted, keyed `tenant|item`) carries. Deleting is a record too: the item lane must fold it. */
export interface CatalogueRecord {
  readonly tenant: string;
  readonly itemId: string;
  /** `undefined`: the item was deleted. */
  readonly item: Item | undefined;
  readonly changedAtMs: number;
}
