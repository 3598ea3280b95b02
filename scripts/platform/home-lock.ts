import { DatabaseSync } from "node:sqlite";
import { Failure } from "./failure.ts";
import type { Home } from "./home.ts";
import { readSupervisor, type SupervisorRecord, writeSupervisor } from "./supervisor-file.ts";

export interface HomeLock {
  release(): void;
}

/**
 * One supervisor per state folder. SQLite's exclusive lock is the kernel's: it ends with the process that holds it, also by kill -9, so
 * there is never a stale lock to judge by pid. The pid is written beside it only so that the refusal can name it.
 * Throws a Failure that names the holder.
 */
export function lockHome(home: Home, now: SupervisorRecord): HomeLock {
  const database = tryLock(home.lock);
  if (database === undefined) {
    const holder = readSupervisor(home.supervisor);
    const who = holder === undefined ? "another process" : `process ${holder.pid}`;
    const mend = holder === undefined ? "" : ` Stop it (kill ${holder.pid}) or set ATTUNE_HOME to another folder.`;
    throw new Failure(`${home.root} is in use by ${who}, an Attune that is already running.${mend}`);
  }
  writeSupervisor(home.supervisor, now);
  return { release: () => database.close() };
}

/** Who runs on this folder right now, or `undefined`. */
export function runningHolder(home: Home): SupervisorRecord | undefined {
  const holder = readSupervisor(home.supervisor);
  if (holder === undefined) return undefined;
  const database = tryLock(home.lock);
  database?.close();
  return database === undefined ? holder : undefined;
}

function tryLock(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = DELETE; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
}

const SQLITE_BUSY = 5;
