import { CHECKPOINT_MARK } from "@attune/core/ports/checkpoint-store";
import { itemPartition } from "@attune/core/ports/state-keys";
import type { LaneName } from "@attune/core/ports/state-store";
import { TOPICS, type TopicName } from "@attune/core/ports/topics";
import { type ResidueForm, residueForms } from "@attune/core/privacy/residue-forms";
import type { NewReceipt } from "@attune/db/erasure-ledger";
import type { Erasure, ErasurePorts, StepReceipts } from "./erasure-ports.ts";

const CONTROL = "control";
const CONTROL_VALUE_BYTES = 24;
const LOOKED_THROUGH = 1_000;

/**
 * Reads every file of every store for every form of the person. In each store the same scan must find something that certainly stands there (a record, a key, the
 * person's tag), or it was no scan.
 */
export async function scanStores(ports: ErasurePorts, erasure: Erasure): Promise<StepReceipts> {
  const { userId, subjects } = erasure;
  const controls = await controlsOf(ports, erasure);
  const forms = residueForms({ ids: [userId], aliases: subjects });
  const named = [...controls].map(([store, bytes]): ResidueForm => ({ name: `${CONTROL} of ${store}`, bytes }));
  const scans = await ports.scanStores([...forms, ...named]);
  const receipts: NewReceipt[] = [];
  for (const [store, { files, bytes, hits }] of scans) {
    const residue = hits.filter(({ form }) => !form.startsWith(CONTROL));
    const found = hits.some(({ form }) => form === `${CONTROL} of ${store}`);
    receipts.push({
      step: "scan",
      store,
      receipt: {
        filesScanned: files,
        bytesScanned: bytes,
        residue: residue.reduce((sum, { occurrences }) => sum + occurrences, 0),
        ...(controls.has(store) ? { controlFound: found } : {}),
        ...noteOf(residue, controls.has(store)),
      },
    });
  }
  return receipts;
}

function noteOf(residue: readonly { file: string; form: string }[], hasControl: boolean): { note?: string } {
  if (residue.length > 0)
    return {
      note: residue
        .slice(0, 10)
        .map(({ file, form }) => `${file}: ${form}`)
        .join("; "),
    };
  return hasControl ? {} : { note: "holds nothing that could serve as a control" };
}

/** Something that stands in each store for sure, and is not the person. */
async function controlsOf(ports: ErasurePorts, { tags }: Erasure): Promise<ReadonlyMap<string, Uint8Array>> {
  const controls = new Map<string, Uint8Array>();
  for (const topic of Object.keys(TOPICS) as TopicName[]) {
    const bytes = await recordIn(ports, topic);
    if (bytes !== undefined) controls.set(`topic:${topic}`, bytes);
  }
  const key = await keyInState(ports);
  if (key !== undefined) controls.set("state", key);
  controls.set("file:checkpoints", new TextEncoder().encode(CHECKPOINT_MARK));
  const tag = new TextEncoder().encode(tags[0]);
  return controls.set("standings", tag).set("postgres", tag);
}

/** Key and beginning of the newest of some records. */
async function recordIn({ log }: ErasurePorts, topic: TopicName): Promise<Uint8Array | undefined> {
  for (const { partition, begin, end } of await log.bounds(topic)) {
    if (begin === end) continue;
    const [record] = (await log.read(topic, partition, Math.max(begin, end - LOOKED_THROUGH), LOOKED_THROUGH)).slice(-1);
    if (record === undefined) continue;
    const bytes = Buffer.concat([Buffer.from(record.key), record.value.subarray(0, CONTROL_VALUE_BYTES)]);
    if (bytes.length >= 8) return bytes;
  }
  return undefined;
}

/** The end of the key of somebody else, or of a list of items: keys stay where values change. */
async function keyInState({ state }: ErasurePorts): Promise<Uint8Array | undefined> {
  const places: readonly (readonly [LaneName, number, string])[] = [
    ...Array.from({ length: TOPICS.events.partitions }, (_, partition) => ["users", partition, "s"] as const),
    ["items", itemPartition("", 0), "t"],
  ];
  for (const [lane, partition, prefix] of places) {
    for await (const { key } of state.scan({ lane, partition }, prefix)) {
      const rest = Buffer.from(key.slice(key.indexOf("|") + 1));
      if (rest.length >= 8) return rest;
    }
  }
  return undefined;
}
