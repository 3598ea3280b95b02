import { PointerMoved } from "./read-points.ts";
import { firstPointer, type LivePlace, liveSlot, type TenantPointer } from "./tenant-pointer.ts";

/** Asks under the pointer that a tenant had last, and again where the answer says that it has moved. */
export type UnderPointer = <T>(tenant: string, ask: (live: LivePlace) => Promise<T>) => Promise<T>;

/** Remembers about 200 bytes for each tenant that ever staged. */
export function livePointers(): UnderPointer {
  const pointers = new Map<string, TenantPointer>();
  return async (tenant, ask) => {
    for (;;) {
      try {
        return await ask(liveSlot(pointers.get(tenant) ?? firstPointer(tenant)));
      } catch (cause) {
        if (!(cause instanceof PointerMoved)) throw cause;
        pointers.set(tenant, cause.pointer);
      }
    }
  };
}
