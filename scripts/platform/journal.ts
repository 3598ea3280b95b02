import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { type ProcessNote, processNoteSchema } from "@attune/core/live/schema";
import { writeAtomically } from "./write-atomically.ts";

/** What happened to the processes: one JSON line per note, read by the api for the Live page. */
export interface Journal {
  note(process: string, message: string): void;
}

const KEPT_NOTES = 1000;

export function openJournal(file: string, now: () => number): Journal {
  const notes = readNotes(file);
  if (notes.length > KEPT_NOTES) writeAtomically(file, notes.slice(-KEPT_NOTES).map(toLine).join(""));
  return { note: (process, message) => appendFileSync(file, toLine({ atMs: now(), process, message })) };
}

/** Oldest first. A line that a crash cut short is left out. */
export function readNotes(file: string): ProcessNote[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => parseNote(line) ?? []);
}

function parseNote(line: string): ProcessNote | undefined {
  try {
    return processNoteSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function toLine(note: ProcessNote): string {
  return `${JSON.stringify(note)}\n`;
}
