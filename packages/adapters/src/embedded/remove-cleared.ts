import type { RootDatabase } from "lmdb";

/**
 * Within a write transaction: removes a value after overwriting it with zeros of the same length, which LMDB does in place, so that what removing leaves in the
 * middle of the page is not what was stored. False when there was none.
 */
export function removeCleared(db: RootDatabase<Buffer, Buffer>, key: Buffer): boolean {
  const stored = db.getBinary(key);
  if (stored === undefined) return false;
  db.put(key, Buffer.alloc(stored.length));
  db.remove(key);
  return true;
}
