import { permissionBits } from "../consent/permissions-of.ts";
import { type Permissions, PURPOSES, type Purposes } from "../consent/schema.ts";
import type { ItemInteraction } from "../events/item-delta.ts";
import type { EventRecord, LaneRecord } from "../events/lane-record.ts";
import type { TrainingExample } from "../events/training-example.ts";
import { foldEvent } from "../features/fold-event.ts";
import { mergeSubject } from "../features/merge-subject.ts";
import {
  addImpression,
  addOutcome,
  decidedImpressions,
  exampleOf,
  type OutcomeJoin,
  type PendingImpression,
} from "../features/outcome-join.ts";
import { packSubjectState, unpackSubjectState } from "../features/pack-subject-state.ts";
import { addSeen, type SeenEvents } from "../features/seen-events.ts";
import type { SubjectState } from "../features/subject-state.ts";
import { type Watermark, watermark } from "../features/watermark.ts";
import { ByteWriter } from "../packing/byte-writer.ts";
import { TOPICS } from "../ports/topics.ts";

/** A person as the lane works on them. */
export interface SubjectEntry {
  readonly tenant: string;
  readonly subject: string;
  state: SubjectState;
  readonly seen: SeenEvents;
  attributes: string | undefined;
  /** Which of the three parts must be written. */
  stateChanged: boolean;
  seenChanged: boolean;
  attributesChanged: boolean;
}

/** Everything one lane partition remembers besides its people. */
export interface UserLaneState {
  readonly partition: number;
  readonly watermarks: Map<string, Watermark>;
  readonly join: OutcomeJoin;
}

/** What folding a batch means for others: appended before the batch's state is committed, hence repeatable and dropped when seen. */
export interface UserEffects {
  readonly interactions: {
    readonly tenant: string;
    readonly offset: number;
    readonly watermarkMs: number;
    readonly interaction: ItemInteraction | undefined;
  }[];
  readonly examples: TrainingExample[];
  /** Records for other people's lanes. */
  readonly forwards: LaneRecord[];
  /** Impressions that began or changed, and offsets of those decided. */
  readonly pending: PendingImpression[];
  readonly decided: PendingImpression[];
  readonly folded: EventRecord[];
}

export function emptyEffects(): UserEffects {
  return { interactions: [], examples: [], forwards: [], pending: [], decided: [], folded: [] };
}

/** How far events may come out of order before windows close over them, and how long an impression waits for its outcome. */
export const ALLOWED_LATENESS_MS = 2_000;
export const OUTCOME_WINDOW_MS = 30_000;
/** A tick moves a tenant's watermark only while the tenant is live: an import of the past must not be made late by the present. */
const LIVE_WITHIN_MS = 3_600_000;

export const watermarkOf = watermark({ allowedLatenessMs: ALLOWED_LATENESS_MS });

/**
 * Folds one record of a user lane. Reads only its arguments, changes `lane` and the entry in place, and adds to `effects`. `entryOf` answers the
 * entry of a person of this partition.
 */
export function foldLaneRecord(
  lane: UserLaneState,
  record: LaneRecord,
  offset: number,
  entryOf: (tenant: string, subject: string, keyId: string) => SubjectEntry,
  effects: UserEffects,
): void {
  if (record.kind === "tick") {
    tick(lane, record.atMs, offset, effects);
    return;
  }
  const entry = entryOf(record.tenant, record.subject, record.keyId);
  switch (record.kind) {
    case "event":
      foldOneEvent(lane, record, offset, entry, effects);
      break;
    case "impression": {
      const pending = addImpression(lane.join, offset, record);
      if (pending) effects.pending.push(pending);
      break;
    }
    case "consent":
      entry.state.denied = deniedBits(record.purposes, entry.state.denied);
      entry.stateChanged = true;
      break;
    case "profile":
      entry.attributes = record.sealed;
      entry.attributesChanged = true;
      break;
    case "merge":
      merge(lane.partition, offset, record.into, entry, effects);
      break;
    case "transfer":
      transfer(record, entry);
      break;
  }
}

function foldOneEvent(lane: UserLaneState, event: EventRecord, offset: number, entry: SubjectEntry, effects: UserEffects): void {
  if (entry.state.redirect !== "") {
    effects.forwards.push({ ...event, subject: entry.state.redirect });
    return;
  }
  if (!addSeen(entry.seen, event.eventId, event.acceptedAtMs, TOPICS.events.retentionMs)) return;
  entry.seenChanged = true;
  entry.stateChanged = true;
  const mark = markOf(lane, event.tenant);
  watermarkOf.add(mark, event.occurredAtMs);
  const watermarkMs = watermarkOf.read(mark);
  const interaction = foldEvent(entry.state, event);
  const answered = addOutcome(lane.join, event);
  if (answered) effects.pending.push(answered);
  if (interaction) effects.interactions.push({ tenant: event.tenant, offset, watermarkMs, interaction });
  effects.folded.push(event);
}

function tick(lane: UserLaneState, atMs: number, offset: number, effects: UserEffects): void {
  for (const [tenant, mark] of lane.watermarks) {
    if (atMs - mark.maxSeenMs > LIVE_WITHIN_MS || atMs <= mark.maxSeenMs) continue;
    watermarkOf.add(mark, atMs);
    effects.interactions.push({ tenant, offset, watermarkMs: watermarkOf.read(mark), interaction: undefined });
  }
  const decided = decidedImpressions(lane.join, (tenant) => watermarkOf.read(markOf(lane, tenant)), OUTCOME_WINDOW_MS);
  for (const pending of decided) {
    effects.decided.push(pending);
    const example = exampleOf(pending, lane.partition, atMs);
    if (example) effects.examples.push(example);
  }
}

function markOf(lane: UserLaneState, tenant: string): Watermark {
  let mark = lane.watermarks.get(tenant);
  if (mark === undefined) {
    mark = watermarkOf.init();
    lane.watermarks.set(tenant, mark);
  }
  return mark;
}

/** Explicitly refused purposes; an explicit yes lifts an earlier no. */
function deniedBits(purposes: Purposes, before: number): number {
  const refused = permissionBits(
    Object.fromEntries(PURPOSES.map((purpose) => [purpose, purposes[purpose] === false])) as unknown as Permissions,
  );
  const granted = permissionBits(
    Object.fromEntries(PURPOSES.map((purpose) => [purpose, purposes[purpose] === true])) as unknown as Permissions,
  );
  return (before | refused) & ~granted;
}

function merge(partition: number, offset: number, into: string, entry: SubjectEntry, effects: UserEffects): void {
  const { state, tenant, subject } = entry;
  if (into === subject || state.redirect === into) return;
  effects.forwards.push({
    kind: "transfer",
    tenant,
    subject: into,
    keyId: state.keyId,
    acceptedAtMs: state.lastSeenMs,
    from: subject,
    state: packSubjectState(state, new ByteWriter()),
    sourcePartition: partition,
    sourceOffset: offset,
  });
  state.redirect = into;
  entry.stateChanged = true;
}

function transfer(record: Extract<LaneRecord, { kind: "transfer" }>, entry: SubjectEntry): void {
  const id = `${record.sourcePartition}:${record.sourceOffset}`;
  if (entry.state.transfers.includes(id)) return;
  mergeSubject(entry.state, unpackSubjectState(record.state));
  entry.state.transfers.push(id);
  entry.stateChanged = true;
}
