import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { embeddedStateStore } from "@attune/adapters/embedded/state-store";
import { short } from "../report/figures.ts";
import type { Report } from "../report/report.ts";
import { EVENTS_OF_A_PERSON, newSubjects, type StateSizes, stateFiller } from "./people-states.ts";

/** What people take in the embedded store's file. */
export async function measurePersonState(report: Report, people: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-bench-state-"));
  try {
    const stateOnly = await write(path.join(folder, "state-only"), people, "state");
    const withSeen = await write(path.join(folder, "with-seen"), people, "both");
    reportPersonState(report, people, "the store's file, keys and pages included", {
      sizes: withSeen.sizes,
      stateBytes: stateOnly.fileBytes,
      seenBytes: withSeen.fileBytes - stateOnly.fileBytes,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everyone twice, after half of their events and after all, so that the file holds the free pages that rewriting leaves. */
async function write(folder: string, people: number, part: "state" | "both"): Promise<{ sizes: StateSizes; fileBytes: number }> {
  const store = embeddedStateStore(folder);
  const fill = stateFiller(store, newSubjects(people));
  await fill(EVENTS_OF_A_PERSON / 2, part);
  const sizes = await fill(EVENTS_OF_A_PERSON, part);
  await store.close();
  return { sizes, fileBytes: fileBytesOf(path.join(folder, "state")) };
}

/** LMDB's file, be it in a folder or beside one. */
function fileBytesOf(place: string): number {
  const inside = statSync(place).isDirectory() ? path.join(place, "data.mdb") : place;
  return statSync(inside).size;
}

/** Rows and budgets of people in a store; `where` says which one and what is counted. */
export function reportPersonState(
  report: Report,
  people: number,
  where: string,
  { sizes, stateBytes, seenBytes }: { readonly sizes: StateSizes; readonly stateBytes: number; readonly seenBytes: number },
): void {
  const section = `${people.toLocaleString("en")} people of ${EVENTS_OF_A_PERSON} events`;
  const [packed, stored, seen] = [sizes.packedBytes, stateBytes, seenBytes].map((bytes) => bytes / people) as [number, number, number];
  const gibPerMillion = (stored * 1e6) / 2 ** 30;
  report.row({ section, what: "person state, packed", measured: `${short(packed)} bytes each` });
  report.row({
    section,
    what: `person state in ${where}`,
    measured: `${short(stored)} bytes each, ${short(gibPerMillion)} GiB per million`,
  });
  report.row({
    section,
    what: "dedup window (ids of the last 7 days) there, apart",
    measured: `${short(sizes.seenBytes / people)} bytes packed, ${short(seen)} stored`,
  });
  report.row({
    section,
    what: "the fold function alone (no codec, no store)",
    measured: `${short(sizes.foldMicros / (people * EVENTS_OF_A_PERSON))} µs per event`,
  });
  report.number("personState.packedBytes", packed);
  report.number("personState.storedBytes", stored);
  report.number("personState.gibPerMillion", gibPerMillion);
  report.number("personState.dedupStoredBytes", seen);
  report.judge({ what: "person state at 20 events", budget: "<= 200 bytes", measured: `${short(packed)} bytes`, met: packed <= 200 });
  report.judge({
    what: "a million such people in the store, keys included",
    budget: "<= 0.4 GiB",
    measured: `${short(gibPerMillion)} GiB`,
    met: gibPerMillion <= 0.4,
  });
}
