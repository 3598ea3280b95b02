import { createHash } from "node:crypto";
import type { ItemKey } from "@attune/core/identity/item-key";
import * as z from "zod";
import { pointerSchema, type Slot, type TenantPointer } from "./tenant-pointer.ts";

/** What a slot says of its vector: from which epoch and version it is, under which epoch it is shown (GONE when the item was removed), and its terms. */
const epoch = z.int().optional();
const version = z.number().optional();
const terms = z.array(z.string()).optional();
const fields = {
  aEpoch: epoch,
  bEpoch: epoch,
  aVersion: version,
  bVersion: version,
  aShown: epoch,
  bShown: epoch,
  aTerms: terms,
  bTerms: terms,
};

/** A point's payload. Nothing of a person, because deleting leaves bytes on the disk. */
const payloadSchema = z.object({ tenant: z.string(), item: z.number(), ...fields });
export type PointPayload = z.infer<typeof payloadSchema>;

export const GONE = -1;

export const field = {
  epoch: (slot: Slot) => `${slot}Epoch` as const,
  version: (slot: Slot) => `${slot}Version` as const,
  shown: (slot: Slot) => `${slot}Shown` as const,
  terms: (slot: Slot) => `${slot}Terms` as const,
};

export const ofTenant = (tenant: string) => ({ key: "tenant", match: { value: tenant } });
export const equals = (key: string, value: number) => ({ key, match: { value } });

/** A point of another tenant is a broken promise of the server or of ours: nothing of it may go on. */
export function ownPayload(tenant: string, payload: unknown): PointPayload {
  return ownedBy(tenant, payloadSchema.parse(payload));
}

export function ownPointer(tenant: string, payload: unknown): TenantPointer {
  return ownedBy(tenant, pointerSchema.parse(payload));
}

function ownedBy<T extends { readonly tenant: string }>(tenant: string, payload: T): T {
  if (payload.tenant !== tenant) throw new Error("Qdrant answered with a point of another tenant.");
  return payload;
}

export function pointId(tenant: string, key: ItemKey): string {
  return uuidOf(`${tenant}|${key}`);
}

/** Beside the items: it has no vector, so that no search finds it. */
export function pointerId(tenant: string): string {
  return uuidOf(`${tenant}|generations`);
}

/** Points need an id that is a UUID: the first 128 bits of SHA-256, with the bits of version 8 (RFC 9562). */
function uuidOf(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
