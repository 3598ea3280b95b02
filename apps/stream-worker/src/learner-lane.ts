import type { TrainingExample } from "@attune/core/events/training-example";
import { emptyRanker, learnExample } from "@attune/core/flows/learn-example";
import { packRanker, type RankerState, unpackRanker } from "@attune/core/models/pack-ranker";
import { accuracyOf } from "@attune/core/models/progressive-validation";
import { ByteReader } from "@attune/core/packing/byte-reader";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import type { LogRecord } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import { LANE_META_KEY, rankerKey } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import type { DeadLetter } from "./dead-letters.ts";
import { type DecodedRecord, decodeRecords } from "./decode-records.ts";
import { foldOrPoison } from "./fold-or-poison.ts";
import type { LaneFolder } from "./lane-runner.ts";

export interface LearnerLanePorts {
  readonly state: StateStore;
  readonly codec: RecordCodec;
  readonly park: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Told a tenant's progressive accuracy after every committed batch. */
  readonly observe: (tenant: string, accuracy: { readonly ranker: number | null; readonly popularity: number | null }) => void;
}

/** The learner lane: impressions with their outcomes in, one online ranker per tenant out. */
export function learnerLane(ports: LearnerLanePorts, partition: number): LaneFolder {
  const poisoned = new Map<number, unknown>();
  const out = new ByteWriter();
  let rankers = new Map<string, RankerState>();
  /** By tenant and source partition, the newest offset learned from: a repeated example is dropped. */
  let sources = new Map<string, number>();
  let learned = new Set<string>();

  async function open(): Promise<void> {
    rankers = new Map();
    const [meta] = await ports.state.read([{ lane: "learner", partition, key: LANE_META_KEY }]);
    sources = meta === undefined ? new Map<string, number>() : unpackSources(meta);
  }

  async function load(tenants: ReadonlySet<string>): Promise<void> {
    const missing = [...tenants].filter((tenant) => !rankers.has(tenant));
    const values = missing.length === 0 ? [] : await ports.state.read(missing.map(rankerKey));
    missing.forEach((tenant, i) => {
      const packed = values[i];
      rankers.set(tenant, packed === undefined ? emptyRanker() : unpackRanker(packed));
    });
  }

  function learn({ record }: DecodedRecord<TrainingExample>): void {
    const source = `${record.tenant}|${record.sourcePartition}`;
    if (record.sourceOffset <= (sources.get(source) ?? -1)) return;
    learnExample(rankers.get(record.tenant) as RankerState, record);
    sources.set(source, record.sourceOffset);
    learned.add(record.tenant);
  }

  return {
    open,
    async fold(records: readonly LogRecord[]) {
      let dead: readonly DeadLetter[] = [];
      await foldOrPoison(
        async () => {
          const parts = decodeRecords(records, ports.codec.example, poisoned, { topic: "examples", partition });
          dead = parts.dead;
          return {
            decoded: parts.decoded,
            begin: async () => {
              learned = new Set();
              await load(new Set(parts.decoded.map(({ record }) => record.tenant)));
              return { fold: learn, finish: () => undefined };
            },
          };
        },
        poisoned,
        open,
      );
      return {
        publish: async () => {
          await ports.park(dead);
          poisoned.clear();
        },
        puts: () => [
          [LANE_META_KEY, packSources(sources)],
          ...[...learned].map((tenant) => [rankerKey(tenant).key, packRanker(rankers.get(tenant) as RankerState, out)] as const),
        ],
      };
    },
    committed: () => {
      for (const tenant of learned) {
        const state = rankers.get(tenant) as RankerState;
        ports.observe(tenant, { ranker: accuracyOf(state.ranker), popularity: accuracyOf(state.popularity) });
      }
    },
  };
}

function packSources(sources: ReadonlyMap<string, number>): Uint8Array {
  const out = new ByteWriter().varint(sources.size);
  for (const [source, offset] of sources) out.text(source).varint(offset);
  return out.finish();
}

function unpackSources(bytes: Uint8Array): Map<string, number> {
  const reader = new ByteReader(bytes);
  const sources = new Map<string, number>();
  for (let n = reader.varint(); n > 0; n--) sources.set(reader.text(), reader.varint());
  return sources;
}
