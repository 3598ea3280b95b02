// Many people as the worker's own fold makes them, without log and HTTP: 100,000 people of 20 events are two million events, and their size does not
// depend on the way by which they came.
import { randomBytes } from "node:crypto";
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
import { shop } from "../workload/shop.ts";

export const EVENTS_OF_A_PERSON = 20;
export const TENANT = "tbench234";
const ITEMS = 100_000;
const CATEGORIES = 50;
const TYPES = ["view", "view", "view", "view", "view", "click", "play", "cart", "purchase", "complete"];
const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2026, 0, 1);
/** Events of a person are spread over this many days, as their visits would be. */
const DAYS = 7;
const PER_COMMIT = 1000;

export interface StateSizes {
  readonly packedBytes: number;
  readonly seenBytes: number;
  readonly foldMicros: number;
}

export function newSubjects(count: number): string[] {
  return Array.from({ length: count }, () => randomBytes(16).toString("base64url"));
}

/**
 * Writes everyone as they are after so many of their events; again with more events it writes them anew. `part` says which values, because the
 * dedup window is counted apart. Resolves with the sums over all of them.
 */
export function stateFiller(store: StateStore, subjects: readonly string[]) {
  const commit = committer(store);
  const someone = stateMaker(subjects.length);
  return async (events: number, part: "state" | "seen" | "both"): Promise<StateSizes> => {
    const sizes = { packedBytes: 0, seenBytes: 0, foldMicros: 0 };
    for (let from = 0; from < subjects.length; from += PER_COMMIT) {
      const puts: Put[] = [];
      for (const [i, subject] of subjects.slice(from, from + PER_COMMIT).entries()) {
        const { state, seen, foldMicros } = someone(subject, from + i, events);
        if (part !== "seen") puts.push({ ...subjectStateKey(TENANT, subject), value: state });
        if (part !== "state") puts.push({ ...seenEventsKey(TENANT, subject), value: seen });
        sizes.packedBytes += state.length;
        sizes.seenBytes += seen.length;
        sizes.foldMicros += foldMicros;
      }
      await commit(puts);
    }
    return sizes;
  };
}

/** The event of this number in a person's life, of the item of this rank. */
export function eventOf(subject: string, number: number, item: number, chance: number): EventRecord {
  const type = TYPES[Math.floor(chance * TYPES.length)] as string;
  const atMs = FIRST_MS + Math.floor(((number + chance) / EVENTS_OF_A_PERSON) * DAYS * DAY_MS);
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

type Put = StateKey & { readonly value: Uint8Array };

/** Commits each partition's share as its lane would. */
function committer(store: StateStore) {
  const owned = new Map<number, { readonly epoch: number; offset: number }>();
  return async (puts: readonly Put[]): Promise<void> => {
    for (const [partition, own] of Map.groupBy(puts, (put) => put.partition)) {
      const lane = { lane: "users", partition } as const;
      const at = owned.get(partition) ?? (await store.claim(lane));
      const batch = own.map(({ key, value }) => [key, value] as const);
      await store.commit({ ...lane, epoch: at.epoch, expectedOffset: at.offset, nextOffset: at.offset + 1, puts: batch });
      owned.set(partition, { epoch: at.epoch, offset: at.offset + 1 });
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
