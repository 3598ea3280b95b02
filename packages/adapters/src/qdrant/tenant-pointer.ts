import { FIRST_GENERATION } from "@attune/core/ports/vector-index";
import * as z from "zod";

/** The two named vectors of every point. */
export const SLOTS = ["a", "b"] as const;
export type Slot = (typeof SLOTS)[number];

const placeSchema = z.object({ generation: z.string(), epoch: z.int() });

/**
 * Which generation a tenant's slots hold, and which one is live. Every staging has a higher epoch, and each point says of each of its vectors from
 * which epoch it is: so whoever still has an older pointer finds what is left of that epoch, and never a vector of another.
 */
export const pointerSchema = z.object({
  tenant: z.string(),
  revision: z.int(),
  live: z.enum(SLOTS),
  a: placeSchema.optional(),
  b: placeSchema.optional(),
});
export type TenantPointer = z.infer<typeof pointerSchema>;

/** Where a tenant's live vectors are, and under which revision of its pointer. */
export interface LivePlace {
  readonly revision: number;
  readonly slot: Slot;
  readonly epoch: number;
}

/** Of a tenant that never staged anything, which needs no record. */
export function firstPointer(tenant: string): TenantPointer {
  return { tenant, revision: 0, live: "a", a: { generation: FIRST_GENERATION, epoch: 0 } };
}

export function otherSlot(slot: Slot): Slot {
  return slot === "a" ? "b" : "a";
}

/** Where a generation is written, if it has a place. */
export function slotOf(pointer: TenantPointer, generation: string): { readonly slot: Slot; readonly epoch: number } | undefined {
  const slot = SLOTS.find((one) => pointer[one]?.generation === generation);
  return slot === undefined ? undefined : { slot, epoch: (pointer[slot] as { epoch: number }).epoch };
}

export function liveSlot(pointer: TenantPointer): LivePlace {
  return { revision: pointer.revision, slot: pointer.live, epoch: (pointer[pointer.live] as { epoch: number }).epoch };
}

/** The pointer after staging; the same one where the generation has a place. */
export function withStaged(pointer: TenantPointer, generation: string): TenantPointer {
  if (slotOf(pointer, generation) !== undefined) return pointer;
  const epoch = Math.max(...SLOTS.map((slot) => pointer[slot]?.epoch ?? 0)) + 1;
  return { ...pointer, revision: pointer.revision + 1, [otherSlot(pointer.live)]: { generation, epoch } };
}

/** The pointer after activating; the same one where the generation is live, undefined where it has no place. */
export function withLive(pointer: TenantPointer, generation: string): TenantPointer | undefined {
  const place = slotOf(pointer, generation);
  if (place === undefined) return undefined;
  return place.slot === pointer.live ? pointer : { ...pointer, revision: pointer.revision + 1, live: place.slot };
}
