import { landmarkScore } from "@attune/core/decay/landmark-decay";
import type { ItemEntry } from "@attune/core/flows/fold-item-delta";
import { behaviourVector } from "@attune/core/models/behaviour-vector";
import { ITEM_MODEL } from "@attune/core/models/model-settings";
import type { Clock } from "@attune/core/ports/clock";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import { itemPartition } from "@attune/core/ports/state-keys";
import { TOPICS } from "@attune/core/ports/topics";

interface Published {
  readonly vector: Float32Array;
  readonly atMs: number;
}

/** An item as it stood after its last change. */
interface Changed {
  readonly entry: ItemEntry;
  readonly atMs: number;
}

/**
 * Publishes an item's vector and popularity when its direction moved by more than 5 % or ten seconds after it last did, so that a busy item does
 * not flood the topic. Called before the state is committed: a crash in between publishes again, which does no harm, while the other
 * order could lose a publication. Items held back are kept until their time has come (`flush`). A vector's version is when the item changed and not
 * when it was published: what was held back by a worker that has lost the partition since must not win over what the next one published.
 */
export function vectorPublisher(ports: { readonly log: Log; readonly codec: RecordCodec; readonly clock: Clock }) {
  const published = new Map<string, Published>();
  const heldBack = new Map<string, Changed>();

  const publish = (changed: readonly ItemEntry[]): Promise<void> => {
    const atMs = ports.clock();
    return publishDue(changed.map((entry) => ({ entry, atMs })));
  };

  async function publishDue(changed: readonly Changed[]): Promise<void> {
    const nowMs = ports.clock();
    const due: (Changed & { readonly id: string; readonly vector: Float32Array })[] = [];
    for (const { entry, atMs } of changed) {
      if (entry.state.itemId === "") continue;
      const id = `${entry.tenant}|${entry.key}`;
      const vector = behaviourVector(entry.state);
      if (isDue(published.get(id), vector, nowMs)) due.push({ id, entry, atMs, vector });
      else heldBack.set(id, { entry, atMs });
    }
    if (due.length === 0) return;
    await ports.log.append(
      "item-vectors",
      due.map(({ id, entry, atMs, vector }) => ({
        partition: TOPICS["item-vectors"].partitions === 1 ? 0 : itemPartition(entry.tenant, entry.key),
        key: id,
        timestampMs: nowMs,
        value: ports.codec.itemVector.encode({
          tenant: entry.tenant,
          itemId: entry.state.itemId,
          itemKey: entry.key,
          vector,
          popularity: landmarkScore(entry.state.popularity),
          version: atMs,
        }),
      })),
    );
    for (const { id, vector } of due) {
      published.set(id, { vector, atMs: nowMs });
      heldBack.delete(id);
    }
  }

  /** Publishes what was held back and has waited long enough. */
  async function flush(): Promise<void> {
    const nowMs = ports.clock();
    const ripe = [...heldBack].filter(([id]) => nowMs - (published.get(id)?.atMs ?? 0) >= ITEM_MODEL.publishAfterMs);
    await publishDue(ripe.map(([, held]) => held));
  }

  return { publish, flush };
}

function isDue(former: Published | undefined, vector: Float32Array, nowMs: number): boolean {
  if (former === undefined || nowMs - former.atMs >= ITEM_MODEL.publishAfterMs) return true;
  let cosine = 0;
  for (let i = 0; i < vector.length; i++) cosine += (vector[i] as number) * (former.vector[i] as number);
  return 1 - cosine > ITEM_MODEL.publishMove;
}
