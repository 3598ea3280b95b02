import type { WorkerDb } from "@attune/db/connect";
import {
  beginErasure,
  certifyErasure,
  countPersonRows,
  deletePersonRows,
  leaseErasure,
  moveErasure,
  noteFailure,
  openErasures,
  receiptsOf,
} from "@attune/db/erasure-ledger";
import type { ErasureStore } from "./erasure-ports.ts";

/** The database's functions over one connection and the master key. */
export function erasureStore(db: WorkerDb, masterKey: Uint8Array): ErasureStore {
  return {
    open: () => openErasures(db, masterKey),
    lease: (erasure, ...rest) => leaseErasure(db, erasure, ...rest),
    receiptsOf: (erasure) => receiptsOf(db, erasure),
    begin: (erasure, ...rest) => beginErasure(db, masterKey, erasure, ...rest),
    move: (erasure, ...rest) => moveErasure(db, erasure, ...rest),
    noteFailure: (erasure, error) => noteFailure(db, erasure, error),
    certify: (erasure, ...rest) => certifyErasure(db, erasure, ...rest),
    countRows: (...args) => countPersonRows(db, masterKey, ...args),
    deleteRows: (...args) => deletePersonRows(db, masterKey, ...args),
  };
}
