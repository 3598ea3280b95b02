// The state of many people, folded by the worker's own fold and kept in the worker's own store, but without log and HTTP: 100,000 people of 20
// events are two million events, and their size does not depend on the way by which they came.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { embeddedStateStore } from "@attune/adapters/embedded/state-store";
import type { EventRecord } from "@attune/core/events/lane-record";
import { emptyJoin } from "@attune/core/features/outcome-join";
import { packSubjectState } from "@attune/core/features/pack-subject-state";
import { emptySeenEvents, packSeenEvents } from "@attune/core/features/seen-events";
import { emptySubjectState } from "@attune/core/features/subject-state";
import { emptySums } from "@attune/core/flows/fold-experiments";
import { emptyEffects, foldLaneRecord, type SubjectEntry, type UserLaneState } from "@attune/core/flows/fold-lane-record";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import { seenEventsKey, subjectPartition, subjectStateKey } from "@attune/core/ports/state-keys";
import type { StateKey, StateStore } from "@attune/core/ports/state-store";
import { seededRandom } from "@attune/core/ranking/seeded-random";
import { short } from "../report/figures.ts";
import type { Report } from "../report/report.ts";
import { shop } from "../workload/shop.ts";

const EVENTS = 20;
const ITEMS = 100_000;
const CATEGORIES = 50;
const TENANT = "tbench234";
const TYPES = ["view", "view", "view", "view", "view", "click", "play", "cart", "purchase", "complete"];
const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2026, 0, 1);
/** Events of a person are spread over this many days, as their visits would be. */
const DAYS = 7;
const PER_COMMIT = 1000;

interface Sizes {
  readonly packedBytes: number;
  readonly seenBytes: number;
  readonly foldMicros: number;
}

export async function measurePersonState(report: Report, people: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-bench-state-"));
  try {
    const stateOnly = await write(path.join(folder, "state-only"), people, false);
    const withSeen = await write(path.join(folder, "with-seen"), people, true);
    const packed = stateOnly.sizes.packedBytes / people;
    const stored = stateOnly.fileBytes / people;
    const seen = (withSeen.fileBytes - stateOnly.fileBytes) / people;
    const gibPerMillion = (stored * 1e6) / 2 ** 30;
    const section = `${people.toLocaleString("en")} people of ${EVENTS} events`;
    report.row({ section, what: "person state, packed", measured: `${short(packed)} bytes each` });
    report.row({
      section,
      what: "person state in the store's file, keys and pages included",
      measured: `${short(stored)} bytes each, ${short(gibPerMillion)} GiB per million`,
    });
    report.row({
      section,
      what: "dedup window (ids of the last 7 days) in the store's file, apart",
      measured: `${short(withSeen.sizes.seenBytes / people)} bytes packed, ${short(seen)} stored`,
    });
    report.row({
      section,
      what: "the fold function alone (no codec, no store)",
      measured: `${short(stateOnly.sizes.foldMicros / (people * EVENTS))} µs per event`,
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
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everyone twice, after half of their events and after all, so that the file holds the free pages that rewriting leaves. */
async function write(folder: string, people: number, withSeen: boolean): Promise<{ sizes: Sizes; fileBytes: number }> {
  const store = embeddedStateStore(folder);
  const commit = committer(store);
  const someone = stateMaker(people);
  const sizes = { packedBytes: 0, seenBytes: 0, foldMicros: 0 };
  const subjects = Array.from({ length: people }, () => randomBytes(16).toString("base64url"));
  for (const events of [EVENTS / 2, EVENTS]) {
    Object.assign(sizes, { packedBytes: 0, seenBytes: 0, foldMicros: 0 });
    for (let from = 0; from < people; from += PER_COMMIT) {
      const puts: Put[] = [];
      for (const [i, subject] of subjects.slice(from, from + PER_COMMIT).entries()) {
        const { state, seen, foldMicros } = someone(subject, from + i, events);
        puts.push({ ...subjectStateKey(TENANT, subject), value: state });
        if (withSeen) puts.push({ ...seenEventsKey(TENANT, subject), value: seen });
        sizes.packedBytes += state.length;
        sizes.seenBytes += seen.length;
        sizes.foldMicros += foldMicros;
      }
      await commit(puts);
    }
  }
  await store.close();
  return { sizes, fileBytes: fileBytesOf(path.join(folder, "state")) };
}

type Put = StateKey & { readonly value: Uint8Array };

/** Commits each partition's share as its lane would. */
function committer(store: StateStore) {
  const owned = new Map<number, { readonly epoch: number; offset: number }>();
  return async (puts: readonly Put[]): Promise<void> => {
    for (const [partition, own] of Map.groupBy(puts, (put) => put.partition)) {
      const lane = { lane: "users", partition } as const;
      const at = owned.get(partition) ?? { epoch: (await store.claim(lane)).epoch, offset: 0 };
      owned.set(partition, at);
      const batch = own.map(({ key, value }) => [key, value] as const);
      await store.commit({ ...lane, epoch: at.epoch, expectedOffset: at.offset, nextOffset: at.offset + 1, puts: batch });
      at.offset += 1;
    }
  };
}

/** What a person's state and dedup window are after their first `events` events. */
function stateMaker(people: number) {
  const random = seededRandom("people");
  const { wanted } = shop({ items: ITEMS, people, seed: "people" });
  const fold = lanes();
  const out = new ByteWriter();
  return (subject: string, person: number, events: number) => {
    const entry = newEntry(subject);
    const records = Array.from({ length: events }, (_, i) => eventOf(subject, i, wanted(person), random()));
    const startMs = performance.now();
    for (const record of records) fold(entry, record);
    const foldMicros = (performance.now() - startMs) * 1000;
    return { state: packSubjectState(entry.state, out), seen: packSeenEvents(entry.seen, out), foldMicros };
  };
}

function lanes() {
  const byPartition = new Map<number, UserLaneState>();
  let effects = emptyEffects();
  let offset = 0;
  return (entry: SubjectEntry, event: EventRecord) => {
    const partition = subjectPartition(TENANT, entry.subject);
    let lane = byPartition.get(partition);
    if (lane === undefined) {
      lane = { partition, watermarks: new Map(), join: emptyJoin(), experiments: emptySums() };
      byPartition.set(partition, lane);
    }
    if (offset % PER_COMMIT === 0) effects = emptyEffects();
    foldLaneRecord(lane, event, offset++, () => entry, effects);
  };
}

function newEntry(subject: string): SubjectEntry {
  return {
    tenant: TENANT,
    subject,
    state: emptySubjectState(""),
    seen: emptySeenEvents(),
    attributes: undefined,
    stateChanged: false,
    seenChanged: false,
    attributesChanged: false,
  };
}

function eventOf(subject: string, number: number, item: number, chance: number): EventRecord {
  const type = TYPES[Math.floor(chance * TYPES.length)] as string;
  const atMs = FIRST_MS + Math.floor(((number + chance) / EVENTS) * DAYS * DAY_MS);
  return {
    kind: "event",
    tenant: TENANT,
    subject,
    keyId: "",
    acceptedAtMs: atMs,
    eventId: `${subject}-${number}`,
    type,
    itemId: `item-${item}`,
    weight: 1,
    outcome: type !== "view",
    consumes: type === "purchase" || type === "complete",
    occurredAtMs: atMs,
    sessionId: undefined,
    value: undefined,
    dwellMs: undefined,
    recommendationId: undefined,
    categories: [`category-${item % CATEGORIES}`],
    segments: ["country:GB", "device:mobile"],
    permissions: 15,
    policyVersion: 1,
    sealed: undefined,
    schemaId: undefined,
  };
}

/** LMDB's file, be it in a folder or beside one. */
function fileBytesOf(place: string): number {
  const inside = statSync(place).isDirectory() ? path.join(place, "data.mdb") : place;
  return statSync(inside).size;
}
