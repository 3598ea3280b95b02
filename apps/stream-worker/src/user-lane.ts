import { BoundedCache } from "@attune/core/bounded-cache";
import type { ItemDelta } from "@attune/core/events/item-delta";
import type { ErasureRecord, LaneRecord } from "@attune/core/events/lane-record";
import { packAggregate, unpackAggregate } from "@attune/core/experiments/pack-aggregate";
import type { ExperimentAggregate } from "@attune/core/experiments/schema";
import { addPending, emptyJoin } from "@attune/core/features/outcome-join";
import { packSubjectState, unpackSubjectState } from "@attune/core/features/pack-subject-state";
import { emptySeenEvents, packSeenEvents, unpackSeenEvents } from "@attune/core/features/seen-events";
import { emptySubjectState } from "@attune/core/features/subject-state";
import { emptySums } from "@attune/core/flows/fold-experiments";
import { emptyEffects, foldLaneRecord, type SubjectEntry, type UserEffects, type UserLaneState } from "@attune/core/flows/fold-lane-record";
import {
  countLaneUsage,
  type LaneTotal,
  type LaneUsage,
  laneUsageTotals,
  packLaneUsage,
  unpackLaneUsage,
} from "@attune/core/flows/lane-usage";
import { touchedItems } from "@attune/core/models/fold-interaction";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import type { Log, LogAppend, LogRecord } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import {
  attributesKey,
  EXPERIMENT_SUMS,
  itemPartition,
  LANE_META_KEY,
  laneKey,
  laneUsageKey,
  pendingImpressionKey,
  seenEventsKey,
  subjectPartition,
  subjectStateKey,
} from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import type { DeadLetter } from "./dead-letters.ts";
import { type DecodedRecord, decodeRecords } from "./decode-records.ts";
import { foldOrPoison } from "./fold-or-poison.ts";
import type { FoldedBatch, LaneFolder } from "./lane-runner.ts";
import { packUserMeta, unpackUserMeta } from "./pack-lane-meta.ts";
import { packPending, unpackPending } from "./pack-pending.ts";
import type { RestoreStandings } from "./restore-standings.ts";

export interface UserLanePorts {
  readonly log: Pick<Log, "append">;
  readonly state: StateStore;
  readonly codec: RecordCodec;
  readonly park: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Told what a committed batch did, for the live metrics. */
  readonly observe: (effects: UserEffects, partition: number, lag: number) => void;
  /** Told a tenant's totals of this partition when they were committed, and as they stand when the partition is opened. */
  readonly counted: (tenant: string, partition: number, totals: readonly LaneTotal[]) => void;
  /** Left out by who folds beside the platform's own state. */
  readonly restoreStandings?: RestoreStandings;
}

/** People kept unpacked per partition. */
const CACHED_SUBJECTS = 20_000;

/** One partition of the user lane: people's events in, state, item deltas and training examples out. */
export function userLane(ports: UserLanePorts, partition: number): LaneFolder {
  const poisoned = new Map<number, unknown>();
  const out = new ByteWriter();
  let people = new BoundedCache<string, SubjectEntry>(CACHED_SUBJECTS);
  let lane: UserLaneState = { partition, watermarks: new Map(), join: emptyJoin(), experiments: emptySums() };
  let effects = emptyEffects();
  /** By tenant. */
  const usage = new Map<string, LaneUsage>();
  let counted: ReadonlySet<string> = new Set();

  async function open(): Promise<void> {
    people = new BoundedCache(CACHED_SUBJECTS);
    lane = { partition, watermarks: new Map(), join: emptyJoin(), experiments: emptySums() };
    const [meta] = await ports.state.read([{ lane: "users", partition, key: LANE_META_KEY }]);
    for (const [tenant, maxSeenMs] of meta === undefined ? [] : unpackUserMeta(meta)) lane.watermarks.set(tenant, { maxSeenMs });
    for await (const { value } of ports.state.scan({ lane: "users", partition }, "p"))
      addPending(lane.join, unpackPending(value, ports.codec));
    for await (const { key, value } of ports.state.scan({ lane: "users", partition }, EXPERIMENT_SUMS))
      lane.experiments.byKey.set(key, unpackAggregate(value));
    usage.clear();
    for await (const { key, value } of ports.state.scan({ lane: "users", partition }, laneUsageKey(""))) {
      const tenant = key.slice(laneUsageKey("").length);
      const own = unpackLaneUsage(value);
      usage.set(tenant, own);
      ports.counted(tenant, partition, laneUsageTotals(own));
    }
  }

  /** The people of a batch, unpacked: those not in memory are read in one round trip. */
  async function load(records: readonly DecodedRecord<LaneRecord>[]): Promise<Map<string, SubjectEntry>> {
    const entries = new Map<string, SubjectEntry>();
    const missing = new Map<string, { tenant: string; subject: string; keyId: string }>();
    for (const { record } of records) {
      if (record.kind === "tick") continue;
      const id = laneKey(record.tenant, record.subject);
      const known = entries.get(id) ?? people.get(id);
      if (known) entries.set(id, known);
      else missing.set(id, record);
    }
    const keys = [...missing.values()].flatMap(({ tenant, subject }) => [subjectStateKey(tenant, subject), seenEventsKey(tenant, subject)]);
    const values = keys.length === 0 ? [] : await ports.state.read(keys);
    [...missing].forEach(([id, { tenant, subject, keyId }], i) => {
      const [packed, seen] = [values[2 * i], values[2 * i + 1]];
      entries.set(id, {
        tenant,
        subject,
        state: packed === undefined ? emptySubjectState(keyId) : unpackSubjectState(packed),
        seen: seen === undefined ? emptySeenEvents() : unpackSeenEvents(seen),
        attributes: undefined,
        stateChanged: false,
        seenChanged: false,
        attributesChanged: false,
      });
    });
    for (const [id, entry] of entries) people.set(id, entry);
    return entries;
  }

  async function fold(records: readonly LogRecord[]): Promise<FoldedBatch> {
    let dead: readonly DeadLetter[] = [];
    let erasures: readonly ErasureRecord[] = [];
    const entries = await foldOrPoison(
      async () => {
        const parts = decodeRecords(records, ports.codec.lane, poisoned, { topic: "events", partition });
        dead = parts.dead;
        erasures = parts.decoded.flatMap(({ record }) => (record.kind === "erasure" ? [record] : []));
        return {
          decoded: parts.decoded,
          begin: async () => {
            const loaded = await load(parts.decoded);
            effects = emptyEffects();
            const entryOf = (tenant: string, subject: string) => loaded.get(laneKey(tenant, subject)) as SubjectEntry;
            return {
              fold: ({ record, offset }: DecodedRecord<LaneRecord>) => foldLaneRecord(lane, record, offset, entryOf, effects),
              finish: () => loaded,
            };
          },
        };
      },
      poisoned,
      open,
    );
    const timestampMs = records.at(-1)?.timestampMs ?? 0;
    counted = countLaneUsage(usage, effects);
    return {
      publish: async () => {
        await Promise.all([ports.park(dead), publishEffects(timestampMs), ports.restoreStandings?.(effects.decisions, erasures)]);
        poisoned.clear();
      },
      puts: () => [...entries.values()].flatMap(putsOf).concat(lanePuts(), experimentPuts(), usagePuts()),
    };
  }

  async function publishEffects(timestampMs: number): Promise<void> {
    const deltas = effects.interactions.flatMap((each) => deltaAppends(each, timestampMs));
    const examples = effects.examples.map(
      (example): LogAppend => ({ partition: 0, key: example.tenant, value: ports.codec.example.encode(example), timestampMs }),
    );
    const forwards = effects.forwards.map(
      (record): LogAppend =>
        record.kind === "tick"
          ? { partition, key: "tick", value: ports.codec.lane.encode(record), timestampMs }
          : {
              partition: subjectPartition(record.tenant, record.subject),
              key: laneKey(record.tenant, record.subject),
              value: ports.codec.lane.encode(record),
              timestampMs,
            },
    );
    const decisions = effects.decisions.map(
      (decision): LogAppend => ({
        partition: 0,
        key: laneKey(decision.tenant, decision.subject),
        value: ports.codec.consentDecision.encode(decision),
        timestampMs,
      }),
    );
    await Promise.all([
      deltas.length > 0 && ports.log.append("item-deltas", deltas),
      examples.length > 0 && ports.log.append("examples", examples),
      forwards.length > 0 && ports.log.append("events", forwards),
      decisions.length > 0 && ports.log.append("consent-decisions", decisions),
    ]);
  }

  /** One record for each item partition that the interaction concerns. */
  function deltaAppends(
    { tenant, offset, watermarkMs, interaction }: UserEffects["interactions"][number],
    timestampMs: number,
  ): LogAppend[] {
    const delta: ItemDelta = { tenant, sourcePartition: partition, sourceOffset: offset, sourceWatermarkMs: watermarkMs, interaction };
    const value = ports.codec.itemDelta.encode(delta);
    const targets = new Set(interaction === undefined ? [0] : touchedItems(interaction).map((key) => itemPartition(tenant, key)));
    return [...targets].map((target) => ({ partition: target, key: tenant, value, timestampMs }));
  }

  function putsOf(entry: SubjectEntry): (readonly [string, Uint8Array | null])[] {
    const { tenant, subject } = entry;
    const puts: (readonly [string, Uint8Array | null])[] = [];
    if (entry.erased === true) {
      for (const key of [subjectStateKey, seenEventsKey, attributesKey]) puts.push([key(tenant, subject).key, null]);
      people.delete(laneKey(tenant, subject));
      entry.erased = false;
    }
    if (entry.stateChanged) puts.push([subjectStateKey(tenant, subject).key, packSubjectState(entry.state, out)]);
    if (entry.seenChanged) puts.push([seenEventsKey(tenant, subject).key, packSeenEvents(entry.seen, out)]);
    if (entry.attributesChanged) puts.push([attributesKey(tenant, subject).key, Buffer.from(entry.attributes ?? "{}")]);
    entry.stateChanged = false;
    entry.seenChanged = false;
    entry.attributesChanged = false;
    return puts;
  }

  function lanePuts(): (readonly [string, Uint8Array | null])[] {
    const maxSeenMs = new Map([...lane.watermarks].map(([tenant, mark]) => [tenant, mark.maxSeenMs]));
    return [
      [LANE_META_KEY, packUserMeta(maxSeenMs)],
      ...effects.pending.map((pending) => [pendingImpressionKey(pending.offset), packPending(pending, ports.codec)] as const),
      ...[...effects.decided.map(({ offset }) => offset), ...effects.erased].map((offset) => [pendingImpressionKey(offset), null] as const),
    ];
  }

  function experimentPuts(): (readonly [string, Uint8Array])[] {
    const { byKey, changed } = lane.experiments;
    const puts = [...changed].map((key) => [key, packAggregate(byKey.get(key) as ExperimentAggregate, out)] as const);
    changed.clear();
    return puts;
  }

  function usagePuts(): (readonly [string, Uint8Array])[] {
    return [...counted].map((tenant) => [laneUsageKey(tenant), packLaneUsage(usage.get(tenant) as LaneUsage, out)] as const);
  }

  function committed(lag: number): void {
    ports.observe(effects, partition, lag);
    for (const tenant of counted) ports.counted(tenant, partition, laneUsageTotals(usage.get(tenant) as LaneUsage));
  }

  return { open, fold, committed };
}
