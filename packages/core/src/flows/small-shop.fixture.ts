import { TenantCatalogue } from "../catalogue/tenant-catalogue.ts";
import { DEFAULT_CONSENT_POLICY } from "../consent/schema.ts";
import { landmarkScore } from "../decay/landmark-decay.ts";
import { type BuiltInEventType, EVENT_TYPES } from "../events/event-types.ts";
import type { EventRecord, LaneRecord } from "../events/lane-record.ts";
import { emptyJoin } from "../features/outcome-join.ts";
import { packSubjectState } from "../features/pack-subject-state.ts";
import { emptySeenEvents } from "../features/seen-events.ts";
import { emptySubjectState } from "../features/subject-state.ts";
import { behaviourVector } from "../models/behaviour-vector.ts";
import { itemVector } from "../models/content-vector.ts";
import { VECTOR_DIMENSIONS } from "../models/model-settings.ts";
import { packItemState } from "../models/pack-item-state.ts";
import { packTopList } from "../models/pack-top-list.ts";
import type { TopList } from "../models/top-list.ts";
import { ByteWriter } from "../packing/byte-writer.ts";
import { DEFAULT_MODEL_SETTINGS } from "../placements/default-model.ts";
import type { Placement } from "../placements/schema.ts";
import type { TenantControl } from "../ports/control.ts";
import { memoryStandingStore } from "../ports/standing-store.memory.ts";
import { itemStateKey, subjectStateKey, topListKey } from "../ports/state-keys.ts";
import { memoryStateStore } from "../ports/state-store.memory.ts";
import type { StateKey } from "../ports/state-store.ts";
import { memoryVectorIndex } from "../ports/vector-index.memory.ts";
import { itemTerms } from "../retrieval/term-filter.ts";
import { emptySums } from "./fold-experiments.ts";
import { emptyTopList, foldItemDelta, type ItemEntry, newItemEntry, offerToLists } from "./fold-item-delta.ts";
import { emptyEffects, foldLaneRecord, type SubjectEntry, type UserLaneState } from "./fold-lane-record.ts";

export const NOW_MS = 1_790_000_000_000;
export const TENANT = "t1";

/** An alias-shaped subject for a readable name. */
export function subjectNamed(name: string): string {
  return name.padEnd(22, "_");
}

export function eventOf(
  subject: string,
  type: BuiltInEventType,
  itemId: string,
  secondsAgo: number,
  more: Partial<EventRecord> = {},
): EventRecord {
  const occurredAtMs = NOW_MS - secondsAgo * 1000;
  return {
    kind: "event",
    tenant: TENANT,
    subject: subjectNamed(subject),
    keyId: "",
    acceptedAtMs: occurredAtMs,
    eventId: `${subject}-${type}-${itemId}-${secondsAgo}`,
    type,
    itemId,
    ...EVENT_TYPES[type],
    occurredAtMs,
    sessionId: undefined,
    value: undefined,
    dwellMs: undefined,
    recommendationId: undefined,
    categories: [itemId.split("-")[0] as string],
    segments: [],
    permissions: 7,
    policyVersion: 1,
    sealed: undefined,
    schemaId: undefined,
    ...more,
  };
}

export function placementOf(key: string, more: Partial<Placement> = {}): Placement {
  const model = { id: "m1", name: "Test blend", settings: { ...DEFAULT_MODEL_SETTINGS, exploration: 0 } };
  return { key, strategy: "for-you", seenPolicy: "consumed", model, ...more };
}

export function tenantOf(): TenantControl {
  return {
    id: TENANT,
    slug: "shop",
    name: "Shop",
    pepper: new Uint8Array(32),
    consentPolicy: DEFAULT_CONSENT_POLICY,
    eventSchemas: new Map(),
    experiments: new Map(),
    eventTypes: new Map(Object.entries(EVENT_TYPES)),
    placements: new Map(),
    limits: { eventsPerSecond: 1e6, requestsPerSecond: 1e6 },
  };
}

/** A shop with a catalogue, folded by the real folds into memory stores: what serving finds after these events. */
export async function smallShop(itemIds: readonly string[], events: readonly LaneRecord[]) {
  const lane: UserLaneState = { partition: 0, watermarks: new Map(), join: emptyJoin(), experiments: emptySums() };
  const items = { partition: 0, sources: new Map<number, number>(), watermarks: new Map<string, Map<number, number>>() };
  const people = new Map<string, SubjectEntry>();
  const entries = new Map<number, ItemEntry>();
  const effects = emptyEffects();
  const personOf = (tenant: string, subject: string, keyId: string): SubjectEntry => {
    const entry = people.get(subject) ?? {
      tenant,
      subject,
      state: emptySubjectState(keyId),
      seen: emptySeenEvents(),
      attributes: undefined,
      stateChanged: false,
      seenChanged: false,
      attributesChanged: false,
    };
    people.set(subject, entry);
    return entry;
  };
  const itemOf = (tenant: string, key: number): ItemEntry => {
    const entry = entries.get(key) ?? newItemEntry(tenant, key);
    entries.set(key, entry);
    return entry;
  };
  for (const [offset, record] of events.entries()) foldLaneRecord(lane, record, offset, personOf, effects);
  for (const { tenant, offset, watermarkMs, interaction } of effects.interactions) {
    foldItemDelta(items, { tenant, sourcePartition: 0, sourceOffset: offset, sourceWatermarkMs: watermarkMs, interaction }, itemOf);
  }

  const lists = new Map<string, TopList>();
  const listOf = (_: string, name: string): TopList => {
    const list = lists.get(name) ?? emptyTopList();
    lists.set(name, list);
    return list;
  };
  const catalogue = new TenantCatalogue();
  for (const itemId of itemIds) catalogue.put(itemId, { itemId, title: itemId, categories: [itemId.split("-")[0] as string] });
  const vectors = memoryVectorIndex({ dimensions: VECTOR_DIMENSIONS });
  for (const entry of entries.values()) {
    offerToLists(entry, listOf);
    const { itemId } = entry.state;
    const record = {
      tenant: TENANT,
      itemId,
      itemKey: entry.key,
      vector: behaviourVector(entry.state),
      popularity: landmarkScore(entry.state.popularity),
      version: 1,
    };
    catalogue.learn(record);
  }
  for (const { key, item } of catalogue.entries())
    await vectors.upsert(TENANT, [{ key, vector: itemVector(catalogue.behaviourOf(key), item), version: 1, terms: itemTerms(item) }]);

  const out = new ByteWriter();
  const state = memoryStateStore();
  const write = async ({ lane, partition, key }: StateKey, value: Uint8Array) => {
    const { epoch, offset } = await state.claim({ lane, partition });
    await state.commit({ lane, partition, epoch, expectedOffset: offset, nextOffset: offset + 1, puts: [[key, value]] });
  };
  for (const { subject, state: person } of people.values()) await write(subjectStateKey(TENANT, subject), packSubjectState(person, out));
  for (const { key, state: item } of entries.values()) await write(itemStateKey(TENANT, key), packItemState(item, out));
  for (const [name, list] of lists) await write(topListKey(TENANT, 0, name), packTopList(list, out));
  return { state, standings: memoryStandingStore(), vectors, catalogue, people, effects };
}
