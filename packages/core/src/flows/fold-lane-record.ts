import type { ConsentDecision } from "../consent/consent-decision.ts";
import { permissionBits, permits } from "../consent/permissions-of.ts";
import { type Permissions, PURPOSES, type Purposes } from "../consent/schema.ts";
import type { ItemInteraction } from "../events/item-delta.ts";
import type { ConsentRecord, EventRecord, ImpressionRecord, LaneRecord } from "../events/lane-record.ts";
import type { TrainingExample } from "../events/training-example.ts";
import { clicked, converted, exposed, joined } from "../experiments/person-experiments.ts";
import { foldEvent } from "../features/fold-event.ts";
import { mergeSubject } from "../features/merge-subject.ts";
import {
  addImpression,
  addOutcome,
  decidedImpressions,
  exampleOf,
  forgetImpressions,
  type OutcomeJoin,
  type PendingImpression,
} from "../features/outcome-join.ts";
import { packSubjectState, unpackSubjectState } from "../features/pack-subject-state.ts";
import { addSeen, type SeenEvents } from "../features/seen-events.ts";
import { emptySubjectState, type SubjectState } from "../features/subject-state.ts";
import { type Watermark, watermark } from "../features/watermark.ts";
import { ByteWriter } from "../packing/byte-writer.ts";
import { TOPICS } from "../ports/topics.ts";
import { changeExperiments, type ExperimentSums, forgetExperiments } from "./fold-experiments.ts";

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
  /** What is stored of them must go, before what came after the erasure is written. */
  erased?: boolean;
}

/** Everything one lane partition remembers besides its people. */
export interface UserLaneState {
  readonly partition: number;
  readonly watermarks: Map<string, Watermark>;
  readonly join: OutcomeJoin;
  /** By key in the state store, and those that must be written. */
  readonly experiments: ExperimentSums;
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
  /** For the consent ledger, in the order of the lane. */
  readonly decisions: ConsentDecision[];
  /** Decided impressions that nothing may be learned from, because the person does not permit it. */
  readonly withheld: PendingImpression[];
  /** Offsets of waiting impressions whose person is erased. */
  readonly erased: number[];
}

export function emptyEffects(): UserEffects {
  return { interactions: [], examples: [], forwards: [], pending: [], decided: [], folded: [], decisions: [], withheld: [], erased: [] };
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
    case "impression":
      foldImpression(lane, record, offset, entry, effects);
      break;
    case "consent":
      entry.state.denied = deniedBits(record.purposes, entry.state.denied);
      entry.stateChanged = true;
      effects.decisions.push(decisionOf(record, lane.partition, offset));
      break;
    case "profile":
      entry.attributes = record.sealed;
      entry.attributesChanged = true;
      break;
    case "merge":
      merge(lane, offset, record.into, entry, effects);
      break;
    case "transfer":
      transfer(lane, record, entry);
      break;
    case "erasure":
      erase(lane, entry, effects);
      break;
  }
}

/** Ends what the lane keeps of a person: state, ids of events, attributes, waiting impressions, and their part of the sums of experiments. */
function erase(lane: UserLaneState, entry: SubjectEntry, effects: UserEffects): void {
  forgetExperiments(lane.experiments, entry);
  effects.erased.push(...forgetImpressions(lane.join, entry.tenant, entry.subject));
  entry.state = emptySubjectState(entry.state.keyId);
  entry.seen.days.clear();
  entry.attributes = undefined;
  entry.stateChanged = false;
  entry.seenChanged = false;
  entry.attributesChanged = false;
  entry.erased = true;
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
  if (entry.state.experiments.length > 0) foldMeasured(lane, event, entry, answered);
  if (interaction) effects.interactions.push({ tenant: event.tenant, offset, watermarkMs, interaction });
  effects.folded.push(event);
}

/** A list that belongs to an experiment is also an exposure: counted once, even if its record comes twice, and even if it was empty. */
function foldImpression(lane: UserLaneState, shown: ImpressionRecord, offset: number, entry: SubjectEntry, effects: UserEffects): void {
  if (entry.state.redirect !== "") {
    effects.forwards.push({ ...shown, subject: entry.state.redirect });
    return;
  }
  const { exposure } = shown;
  if (exposure !== undefined && permits(shown.permissions & ~entry.state.denied, "analytics")) {
    if (!addSeen(entry.seen, `list:${shown.recommendationId}`, shown.acceptedAtMs, TOPICS.events.retentionMs)) return;
    entry.seenChanged = true;
    changeExperiments(lane.experiments, entry, (entries) => exposed(entries, exposure, shown.shownAtMs));
  }
  if (shown.items.length === 0) return;
  const pending = addImpression(lane.join, offset, shown);
  if (pending) effects.pending.push(pending);
}

/** What an event means for the experiments that its person takes part in. */
function foldMeasured(lane: UserLaneState, event: EventRecord, entry: SubjectEntry, answered: PendingImpression | undefined): void {
  if (!permits(event.permissions & ~entry.state.denied, "analytics")) return;
  const exposure = answered?.impression.exposure;
  const inTime = answered !== undefined && event.occurredAtMs - answered.impression.shownAtMs <= OUTCOME_WINDOW_MS;
  const first = answered?.labels.reduce((sum, label) => sum + label, 0) === 1;
  changeExperiments(lane.experiments, entry, (entries) =>
    converted(exposure !== undefined && first && inTime ? clicked(entries, exposure) : entries, event.type, event.occurredAtMs),
  );
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
    else effects.withheld.push(pending);
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

/** Recorded for the lane it came in on, whoever that lane was merged into. */
function decisionOf({ tenant, subject, purposes, source, policyVersion, decidedAtMs }: ConsentRecord, partition: number, offset: number) {
  return { tenant, subject, purposes, source, policyVersion, decidedAtMs, sourcePartition: partition, sourceOffset: offset };
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

function merge(lane: UserLaneState, offset: number, into: string, entry: SubjectEntry, effects: UserEffects): void {
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
    sourcePartition: lane.partition,
    sourceOffset: offset,
  });
  forgetExperiments(lane.experiments, entry);
  state.redirect = into;
  entry.stateChanged = true;
}

function transfer(lane: UserLaneState, record: Extract<LaneRecord, { kind: "transfer" }>, entry: SubjectEntry): void {
  const id = `${record.sourcePartition}:${record.sourceOffset}`;
  if (entry.state.transfers.includes(id)) return;
  const anonymous = unpackSubjectState(record.state);
  mergeSubject(entry.state, anonymous);
  if (anonymous.experiments.length > 0) changeExperiments(lane.experiments, entry, (entries) => joined(entries, anonymous.experiments));
  entry.state.transfers.push(id);
  entry.stateChanged = true;
}
