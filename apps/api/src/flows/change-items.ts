import type { CatalogueView } from "@attune/core/catalogue/catalogue-view";
import { instantMs } from "@attune/core/catalogue/catalogue-view";
import { type Item, itemSchema } from "@attune/core/catalogue/schema";
import { Fault, type FaultDetail } from "@attune/core/faults";
import { itemKey } from "@attune/core/identity/item-key";
import { partitionOf } from "@attune/core/identity/partition-of";
import type { Clock } from "@attune/core/ports/clock";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import { TOPICS } from "@attune/core/ports/topics";
import type { Tail } from "../catalogue/tail.ts";
import { SchemaCompiler } from "../http/schema-compiler.ts";
import { appendDurably } from "./append-durably.ts";
import { KeyedQueue } from "./keyed-queue.ts";

export interface ItemPorts {
  readonly log: Log;
  readonly codec: RecordCodec;
  readonly clock: Clock;
  readonly catalogueTail: Tail;
}

export interface ItemTenant {
  readonly id: string;
  readonly catalogue: CatalogueView;
}

/** `stored`: whoever reads now sees it. `pending`: durable, and seen as soon as the catalogue's tail has come that far. */
export type ItemStatus = "stored" | "pending";

export const TAIL_WAIT_MS = 1000;

/** What tenants may do with their items. Each resolves once durable and, within a second, visible. Throws `Fault`. */
export function itemChanges(ports: ItemPorts) {
  const checkItem = new SchemaCompiler().checker(itemSchema);
  const perItem = new KeyedQueue();

  const write = async (tenantId: string, changes: readonly { itemId: string; item: Item | undefined }[]): Promise<ItemStatus> => {
    const changedAtMs = ports.clock();
    const appends = changes.map(({ itemId, item }) => {
      const key = `${tenantId}|${itemId}`;
      const value = ports.codec.catalogue.encode({ tenant: tenantId, itemId, item, changedAtMs });
      return { partition: partitionOf(key, TOPICS.catalogue.partitions), key, value, timestampMs: changedAtMs };
    });
    const offsets = await appendDurably(ports.log, "catalogue", appends);
    const lastOf = new Map<number, number>();
    for (const [i, { partition }] of appends.entries()) lastOf.set(partition, offsets[i] as number);
    const passed = await Promise.all([...lastOf].map(([partition, offset]) => ports.catalogueTail.passed(partition, offset, TAIL_WAIT_MS)));
    return passed.every(Boolean) ? "stored" : "pending";
  };

  return {
    put: (tenant: ItemTenant, items: readonly Item[]): Promise<ItemStatus> => {
      const errors = [...items.flatMap((item, i) => instantErrors(item, `items[${i}]`)), ...collisions(tenant.catalogue, items)];
      if (errors.length > 0) throw new Fault("invalid_request", undefined, { errors });
      return write(
        tenant.id,
        items.map((item) => ({ itemId: item.itemId, item })),
      );
    },

    /** JSON merge patch (RFC 7396): null removes. */
    patch: (tenant: ItemTenant, itemId: string, patch: Readonly<Record<string, unknown>>): Promise<{ item: Item; status: ItemStatus }> =>
      perItem.run(`${tenant.id}|${itemId}`, async () => {
        const entry = existing(tenant, itemId);
        if (patch["itemId"] !== undefined && patch["itemId"] !== itemId) {
          throw new Fault("invalid_request", undefined, {
            errors: [{ path: "itemId", message: "an item's id cannot be changed; put it under the new id and delete this one" }],
          });
        }
        const item = mergePatch(entry.item ?? { itemId }, patch) as Item;
        checkItem(item);
        const errors = instantErrors(item, "");
        if (errors.length > 0) throw new Fault("invalid_request", undefined, { errors });
        return { item, status: await write(tenant.id, [{ itemId, item }]) };
      }),

    remove: (tenant: ItemTenant, itemId: string): Promise<ItemStatus> =>
      perItem.run(`${tenant.id}|${itemId}`, async () => {
        existing(tenant, itemId);
        return write(tenant.id, [{ itemId, item: undefined }]);
      }),
  };
}
export type ItemChanges = ReturnType<typeof itemChanges>;

function existing({ catalogue }: ItemTenant, itemId: string) {
  const entry = catalogue.byId(itemId);
  if (entry === undefined) throw new Fault("item_not_found");
  return entry;
}

/** RFC 7396, section 2. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const merged: Record<string, unknown> = typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

function collisions(catalogue: CatalogueView, items: readonly Item[]): FaultDetail[] {
  const keys = new Map<number, string>();
  const errors: FaultDetail[] = [];
  items.forEach(({ itemId }, i) => {
    const key = itemKey(itemId);
    const other = catalogue.collision(itemId)?.itemId ?? keys.get(key);
    if (other !== undefined && other !== itemId)
      errors.push({
        path: `items[${i}].itemId`,
        message: `cannot be told from item ${other} (their 48-bit keys are equal); choose another id`,
      });
    keys.set(key, itemId);
  });
  return errors;
}

function instantErrors(item: Item, path: string): FaultDetail[] {
  const errors: FaultDetail[] = [];
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  for (const name of ["publishedAt", "availableFrom", "availableUntil"] as const) {
    if (item[name] !== undefined && !Number.isFinite(instantMs(item[name])))
      errors.push({ path: at(name), message: "must be an ISO 8601 date and time with zone, or milliseconds since 1970" });
  }
  const from = instantMs(item.availableFrom);
  const until = instantMs(item.availableUntil);
  if (errors.length === 0 && from !== undefined && until !== undefined && until <= from)
    errors.push({ path: at("availableUntil"), message: "must be after availableFrom" });
  return errors;
}
