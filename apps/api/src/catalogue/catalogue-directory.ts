import type { CatalogueRecord } from "@attune/core/catalogue/catalogue-record";
import type { CatalogueView } from "@attune/core/catalogue/catalogue-view";
import { TenantCatalogue } from "@attune/core/catalogue/tenant-catalogue";
import type { ItemKey } from "@attune/core/identity/item-key";
import { itemVector } from "@attune/core/models/content-vector";
import type { ItemVectorRecord } from "@attune/core/models/item-vector-record";

/**
 * Every tenant's items in memory. Two tails write it: the catalogue's, which knows items by name, and the vectors', which knows what the item lane
 * learned of them. An item that was deleted stays unknown until it is put again, though events may still name it.
 */
export class CatalogueDirectory {
  readonly #tenants = new Map<string, TenantItems>();

  of(tenantId: string): CatalogueView {
    return this.#items(tenantId).catalogue;
  }

  apply({ tenant, itemId, item }: CatalogueRecord): void {
    const { catalogue, deleted } = this.#items(tenant);
    if (item === undefined) {
      catalogue.remove(itemId);
      deleted.add(itemId);
    } else {
      deleted.delete(itemId);
      catalogue.put(itemId, item);
    }
  }

  /** Takes note of what the item lane learned. Answers whether it counts: not of a deleted item, of one whose key another holds, or what is stale. */
  learn(record: ItemVectorRecord): boolean {
    const { catalogue, deleted, versions } = this.#items(record.tenant);
    if (deleted.has(record.itemId) || catalogue.collision(record.itemId) !== undefined) return false;
    if ((versions.get(record.itemKey) ?? Number.NEGATIVE_INFINITY) > record.version) return false;
    versions.set(record.itemKey, record.version);
    catalogue.learn(record);
    return true;
  }

  /** The item's vector as the index should have it; undefined for an item of which nothing is known that makes one. */
  vectorOf(tenantId: string, key: ItemKey): Float32Array | undefined {
    const { catalogue } = this.#items(tenantId);
    const entry = catalogue.byKey(key);
    if (entry === undefined) return undefined;
    const vector = itemVector(catalogue.behaviourOf(key), entry.item);
    return vector.some((value) => value !== 0) ? vector : undefined;
  }

  #items(tenantId: string): TenantItems {
    let items = this.#tenants.get(tenantId);
    if (items === undefined) {
      items = { catalogue: new TenantCatalogue(), deleted: new Set(), versions: new Map() };
      this.#tenants.set(tenantId, items);
    }
    return items;
  }
}

interface TenantItems {
  readonly catalogue: TenantCatalogue;
  readonly deleted: Set<string>;
  /** Of what the item lane published last: a stale writer loses. */
  readonly versions: Map<ItemKey, number>;
}
