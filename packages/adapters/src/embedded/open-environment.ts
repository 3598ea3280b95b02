import { open, type RootDatabase } from "lmdb";

/**
 * An LMDB environment of one table of bytes under bytes.
 *
 * `visible: "once durable"` is LMDB's own way: pages are synced, then the meta page is, then readers see the transaction; so what any process
 * sees survives a loss of power. `"at once"` shows it before the sync, which follows (`overlappingSync`): losing power may lose the last
 * transactions as a whole; the last synced one stays intact, because pages freed since are not reused before the next sync.
 */
export function openEnvironment(path: string, visible: "once durable" | "at once"): RootDatabase<Buffer, Buffer> {
  return open<Buffer, Buffer>({
    path,
    encoding: "binary",
    keyEncoding: "binary",
    // Windows syncs slowly beside writes: lmdb leaves it off there.
    overlappingSync: visible === "at once" && process.platform !== "win32",
    // Batching by turn starts a batch of its own whose promise nobody holds: a full disk would end the process as an unhandled rejection.
    eventTurnBatching: false,
  });
}
