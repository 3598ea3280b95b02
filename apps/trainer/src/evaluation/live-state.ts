import { TenantCatalogue } from "@attune/core/catalogue/tenant-catalogue";
import { permissionBits } from "@attune/core/consent/permissions-of";
import { landmarkScore } from "@attune/core/decay/landmark-decay";
import { EVENT_TYPES } from "@attune/core/events/event-types";
import type { EventRecord } from "@attune/core/events/lane-record";
import { emptyJoin } from "@attune/core/features/outcome-join";
import { emptySeenEvents } from "@attune/core/features/seen-events";
import { emptySubjectState } from "@attune/core/features/subject-state";
import type { DecisionInputs } from "@attune/core/flows/decide";
import { emptySums } from "@attune/core/flows/fold-experiments";
import {
  emptyTopList,
  foldItemDelta,
  type ItemEntry,
  type ItemLaneState,
  newItemEntry,
  offerToLists,
} from "@attune/core/flows/fold-item-delta";
import { emptyEffects, foldLaneRecord, type SubjectEntry, type UserEffects, type UserLaneState } from "@attune/core/flows/fold-lane-record";
import type { ItemKey } from "@attune/core/identity/item-key";
import { behaviourVector } from "@attune/core/models/behaviour-vector";
import { itemVector } from "@attune/core/models/content-vector";
import { ITEM_MODEL } from "@attune/core/models/model-settings";
import { type NeighbourList, neighbourList } from "@attune/core/models/neighbour-list";
import { NO_ENTRIES, type TopEntries, type TopList } from "@attune/core/models/top-list";
import type { VectorIndex } from "@attune/core/ports/vector-index";
import type { SeedNeighbours } from "@attune/core/retrieval/from-neighbours";
import { seedsOf } from "@attune/core/retrieval/seeds-of";
import { tasteExamples } from "@attune/core/retrieval/taste-examples";
import type { PastEvent, Question } from "../protocols/protocol.ts";

const TENANT = "evaluation";
/** How many vector neighbours serving asks for. */
const VECTOR_LIMIT = 200;
const PERMISSIONS = permissionBits({ personalization: true, analytics: true, model_training: true, sale_or_sharing: false });

/** What was gathered for a question: everything of a decision but the model that decides. */
export type Gathered = Pick<
  DecisionInputs,
  "nowMs" | "state" | "catalogue" | "neighbours" | "vectorHits" | "popular" | "popularBySegment" | "heat"
>;

/**
 * The lanes of the platform in one process: the functions that the workers fold with and the api gathers for, on decoded state instead of packed bytes, each
 * event visible to the next question. Memory: people who are not forgotten and every item.
 */
export class LiveState {
  readonly catalogue = new TenantCatalogue();
  readonly #index: VectorIndex;
  readonly #people = new Map<string, SubjectEntry>();
  readonly #userLane: UserLaneState = { partition: 0, watermarks: new Map(), join: emptyJoin(), experiments: emptySums() };
  /** Folds people of whom the item lane must not hear; its watermark must not move that of the others. */
  readonly #quietLane: UserLaneState = { partition: 0, watermarks: new Map(), join: emptyJoin(), experiments: emptySums() };
  readonly #itemLane: ItemLaneState = { partition: 0, sources: new Map(), watermarks: new Map() };
  readonly #items = new Map<ItemKey, ItemEntry>();
  readonly #lists = new Map<string, TopList>();
  readonly #listed = new Map<string, TopEntries>();
  readonly #neighbours = new Map<ItemKey, { readonly next: NeighbourList; readonly together: NeighbourList }>();
  readonly #unpublished = new Set<ItemKey>();
  #offset = 0;
  #version = 0;

  constructor(index: VectorIndex) {
    this.#index = index;
  }

  /** Folds an event into the person, the items, the lists. */
  fold(event: PastEvent): void {
    for (const { interaction, offset, watermarkMs } of this.#foldPerson(this.#userLane, event).interactions) {
      if (interaction === undefined) continue;
      const delta = { tenant: TENANT, sourcePartition: 0, sourceOffset: offset, sourceWatermarkMs: watermarkMs, interaction };
      foldItemDelta(this.#itemLane, delta, this.#entryOf);
      // Only the item itself became more popular; of the items before it the neighbours changed.
      for (const name of offerToLists(this.#entryOf(TENANT, interaction.itemKey), this.#listOf)) this.#listed.delete(name);
    }
  }

  /** Folds an event into the person alone. */
  remember(event: PastEvent): void {
    this.#foldPerson(this.#quietLane, event);
  }

  forget(subject: string): void {
    this.#people.delete(subject);
  }

  async gather(question: Question): Promise<Gathered> {
    const state = this.#people.get(question.subject)?.state;
    const seeds = seedsOf("for-you", state, undefined);
    await this.#publish();
    const vectorHits = seeds.length === 0 ? undefined : await this.#index.search(TENANT, tasteExamples(seeds), VECTOR_LIMIT);
    return {
      nowMs: question.atMs,
      state,
      catalogue: this.catalogue,
      neighbours: seeds.flatMap((seed): SeedNeighbours[] => {
        const item = this.#items.get(seed.key);
        return item === undefined ? [] : [{ seed, ...this.#neighboursOf(item), popularity: item.state.popularity }];
      }),
      vectorHits,
      popular: [this.#entriesOf("popularity")],
      popularBySegment: (question.segments ?? []).map((segment) => [this.#entriesOf(`segment:${segment}`)]),
      heat: ITEM_MODEL.trendingHalfLivesMs.map((_, scale) => [this.#entriesOf(`trending:${scale}`)]),
    };
  }

  idOf(key: ItemKey): string {
    return this.catalogue.byKey(key)?.itemId ?? "";
  }

  #foldPerson(lane: UserLaneState, event: PastEvent): UserEffects {
    const { weight, outcome, consumes } = EVENT_TYPES[event.type];
    const offset = this.#offset++;
    const record: EventRecord = {
      kind: "event",
      tenant: TENANT,
      subject: event.subject,
      keyId: "",
      acceptedAtMs: event.atMs,
      eventId: String(offset),
      type: event.type,
      itemId: event.itemId,
      weight,
      outcome,
      consumes,
      occurredAtMs: event.atMs,
      sessionId: undefined,
      value: undefined,
      dwellMs: undefined,
      recommendationId: undefined,
      categories: [],
      segments: event.segments ?? [],
      permissions: PERMISSIONS,
      policyVersion: 1,
      sealed: undefined,
      schemaId: undefined,
    };
    const effects = emptyEffects();
    foldLaneRecord(lane, record, offset, this.#personOf, effects);
    return effects;
  }

  /** What the api's tail does: popularity into the catalogue, vectors into the index, as soon as they changed. */
  async #publish(): Promise<void> {
    if (this.#unpublished.size === 0) return;
    const version = ++this.#version;
    const entries = Array.from(this.#unpublished, (key) => {
      const { state } = this.#items.get(key) as ItemEntry;
      const popularity = landmarkScore(state.popularity);
      this.catalogue.learn({ tenant: TENANT, itemId: state.itemId, itemKey: key, vector: behaviourVector(state), popularity, version });
      return { key, vector: itemVector(this.catalogue.behaviourOf(key), this.catalogue.byKey(key)?.item), version };
    });
    this.#unpublished.clear();
    await this.#index.upsert(TENANT, entries);
  }

  readonly #personOf = (tenant: string, subject: string, keyId: string): SubjectEntry => {
    let entry = this.#people.get(subject);
    if (entry === undefined) {
      const unchanged = { stateChanged: false, seenChanged: false, attributesChanged: false };
      entry = { tenant, subject, state: emptySubjectState(keyId), seen: emptySeenEvents(), attributes: undefined, ...unchanged };
      this.#people.set(subject, entry);
    }
    return entry;
  };

  /** Whoever asks for an entry is about to change it. */
  readonly #entryOf = (tenant: string, key: ItemKey): ItemEntry => {
    let entry = this.#items.get(key);
    if (entry === undefined) {
      entry = newItemEntry(tenant, key);
      this.#items.set(key, entry);
    }
    this.#neighbours.delete(key);
    this.#unpublished.add(key);
    return entry;
  };

  readonly #listOf = (_tenant: string, name: string): TopList => {
    let list = this.#lists.get(name);
    if (list === undefined) {
      list = emptyTopList();
      this.#lists.set(name, list);
    }
    return list;
  };

  #neighboursOf({ key, state }: ItemEntry) {
    let lists = this.#neighbours.get(key);
    if (lists === undefined) {
      lists = {
        next: neighbourList(state.next, ITEM_MODEL.neighbours, ITEM_MODEL.servedNeighbours),
        together: neighbourList(state.together, ITEM_MODEL.neighbours, ITEM_MODEL.servedNeighbours),
      };
      this.#neighbours.set(key, lists);
    }
    return lists;
  }

  #entriesOf(name: string): TopEntries {
    let entries = this.#listed.get(name);
    if (entries === undefined) {
      entries = this.#lists.get(name)?.entries() ?? NO_ENTRIES;
      this.#listed.set(name, entries);
    }
    return entries;
  }
}
