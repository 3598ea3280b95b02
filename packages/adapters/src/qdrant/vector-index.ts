import { createHash } from "node:crypto";
import type { ItemKey } from "@attune/core/identity/item-key";
import type { VectorEntry, VectorHits, VectorIndex } from "@attune/core/ports/vector-index";
import { requireLimit, requireVector, requireVersion } from "@attune/core/ports/vector-index.score";
import { QdrantClient } from "@qdrant/js-client-rest";
import * as z from "zod";

export interface QdrantIndexOptions {
  /** `http(s)://host:port`; the port is always written, because the client takes 6333 for any address without one. */
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly dimensions: number;
  /** Before the collection's name; keeps installations apart that share a server. */
  readonly prefix?: string;
  readonly timeoutMs?: number;
}

/** What a point carries: the tenant, the item, the version, and that it is gone. Nothing of a person, because deleting leaves bytes on the disk. */
const payloadSchema = z.object({ tenant: z.string(), item: z.number(), version: z.number(), state: z.enum(["present", "gone"]) });
type Payload = z.infer<typeof payloadSchema>;

/** Places asked for beyond those wanted, so that a tie at the end is seen whole. */
const MARGIN = 16;
const UPSERT_BATCH = 500;

/**
 * Item vectors of all tenants in one collection with a tenant index: the graph is built within each tenant (`payload_m`), never across. A removed item
 * stays as a point without a direction that remembers its version, so that a stale writer cannot bring it back. Every hit's tenant is looked at again:
 * the filter is all that keeps tenants apart on the server. Throws one sentence when no Qdrant answers.
 */
export async function qdrantVectorIndex(options: QdrantIndexOptions): Promise<VectorIndex> {
  const { url, apiKey, dimensions, prefix = "", timeoutMs = 2_000 } = options;
  const client = clientOf(url, apiKey, timeoutMs);
  const collection = `${prefix}attune-items-${dimensions}`;
  await ensureCollection(client, collection, dimensions).catch((cause: unknown) => {
    // The sentence has all that is known: without a cause, whoever starts us prints it alone.
    throw new Error(`QDRANT_URL: no usable Qdrant at ${url} (${sentenceOf(cause)}).`);
  });
  const present = (tenant: string) => ({
    must: [
      { key: "tenant", match: { value: tenant } },
      { key: "state", match: { value: "present" } },
    ],
  });

  async function put(tenant: string, entries: readonly VectorEntry[], state: Payload["state"]): Promise<void> {
    for (const [version, sameVersion] of byVersion(entries)) {
      for (let from = 0; from < sameVersion.length; from += UPSERT_BATCH) {
        const points = sameVersion.slice(from, from + UPSERT_BATCH).map(({ key, vector }) => {
          const payload: Payload = { tenant, item: key, version, state };
          return { id: pointId(tenant, key), vector: Array.from(vector), payload };
        });
        // A point that is there is overwritten only by a newer version; a removal keeps the version it found.
        const range = state === "gone" ? { lte: version } : { lt: version };
        await client.upsert(collection, { wait: true, points, update_filter: { must: [{ key: "version", range }] } });
      }
    }
  }

  async function stored(tenant: string, keys: readonly ItemKey[], withVector: boolean) {
    const ids = keys.map((key) => pointId(tenant, key));
    const records = ids.length === 0 ? [] : await client.retrieve(collection, { ids, with_payload: true, with_vector: withVector });
    const byId = new Map(records.map((record) => [String(record.id), record]));
    return ids.map((id) => {
      const record = byId.get(id);
      return record === undefined ? undefined : { payload: ownPayload(tenant, record.payload), vector: record.vector };
    });
  }

  return {
    dimensions,

    async upsert(tenant, entries) {
      for (const { key, vector, version } of entries) {
        requireVector(dimensions, vector, `vector of item ${key}`);
        requireVersion(version, `vector of item ${key}`);
      }
      await put(tenant, newestOf(entries), "present");
    },

    async remove(tenant, keys) {
      const distinct = [...new Set(keys)];
      const found = await stored(tenant, distinct, false);
      const nowhere = new Float32Array(dimensions);
      const gone = distinct.flatMap((key, i): VectorEntry[] => {
        const payload = found[i]?.payload;
        return payload === undefined || payload.state === "gone" ? [] : [{ key, vector: nowhere, version: payload.version }];
      });
      await put(tenant, gone, "gone");
    },

    async search(tenant, query, limit, skip = new Set()): Promise<VectorHits> {
      requireVector(dimensions, query, "query");
      requireLimit(limit);
      if (limit === 0) return hitsOf([]);
      for (let asked = limit + skip.size + MARGIN; ; asked *= 2) {
        const { points } = await client.query(collection, {
          query: Array.from(query),
          filter: present(tenant),
          limit: asked,
          with_payload: true,
        });
        const hits = points
          .map(({ score, payload }) => ({ key: ownPayload(tenant, payload).item, score: Math.fround(score) + 0 }))
          .filter(({ key }) => !skip.has(key))
          .sort((a, b) => b.score - a.score || a.key - b.key);
        // The order of equals is not Qdrant's promise: the tie that the limit cuts through must have been seen whole.
        const last = hits[limit - 1];
        if (points.length < asked || (last !== undefined && (hits.at(-1) as { score: number }).score < last.score))
          return hitsOf(hits.slice(0, limit));
      }
    },

    async vectors(tenant, keys) {
      const found = await stored(tenant, keys, true);
      return found.map((one) =>
        one === undefined || one.payload.state === "gone" ? undefined : Float32Array.from(one.vector as number[]),
      );
    },

    async size(tenant) {
      return (await client.count(collection, { filter: present(tenant), exact: true })).count;
    },

    async close() {},
  };
}

function clientOf(url: string, apiKey: string | undefined, timeoutMs: number): QdrantClient {
  const { protocol, hostname, port } = new URL(url);
  return new QdrantClient({
    host: hostname,
    https: protocol === "https:",
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
    ...(apiKey === undefined ? {} : { apiKey }),
    timeout: timeoutMs,
    checkCompatibility: false,
    // A compressed answer comes in two writes, and the second waits 40 ms for an acknowledgement.
    headers: { "accept-encoding": "identity" },
  });
}

async function ensureCollection(client: QdrantClient, name: string, size: number): Promise<void> {
  if ((await client.collectionExists(name)).exists) return;
  await client
    .createCollection(name, { vectors: { size, distance: "Dot" }, hnsw_config: { m: 0, payload_m: 16 } })
    .catch(async (cause: unknown) => {
      // Another process was faster.
      if (!(await client.collectionExists(name)).exists) throw cause;
    });
  await client.createPayloadIndex(name, { wait: true, field_name: "tenant", field_schema: { type: "keyword", is_tenant: true } });
  await client.createPayloadIndex(name, { wait: true, field_name: "state", field_schema: { type: "keyword" } });
  await client.createPayloadIndex(name, { wait: true, field_name: "version", field_schema: { type: "integer" } });
}

/** A point of another tenant is a broken promise of the server or of ours: nothing of it may go on. */
function ownPayload(tenant: string, payload: unknown): Payload {
  const parsed = payloadSchema.parse(payload);
  if (parsed.tenant !== tenant) throw new Error("Qdrant answered with a point of another tenant.");
  return parsed;
}

/** Points need an id that is a UUID: the first 128 bits of SHA-256 of tenant and item, with the bits of version 8 (RFC 9562). */
function pointId(tenant: string, key: ItemKey): string {
  const bytes = createHash("sha256").update(`${tenant}|${key}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Of several entries of one item the newest, of equally new ones the first: what applying them one by one would come to. */
function newestOf(entries: readonly VectorEntry[]): readonly VectorEntry[] {
  const newest = new Map<ItemKey, VectorEntry>();
  for (const entry of entries)
    if (entry.version > (newest.get(entry.key)?.version ?? Number.NEGATIVE_INFINITY)) newest.set(entry.key, entry);
  return [...newest.values()];
}

/** A request has one condition for all its points, so each version goes by itself. In serving a batch has one. */
function byVersion(entries: readonly VectorEntry[]): ReadonlyMap<number, readonly VectorEntry[]> {
  return Map.groupBy(entries, ({ version }) => version);
}

function hitsOf(hits: readonly { readonly key: ItemKey; readonly score: number }[]): VectorHits {
  return { keys: Float64Array.from(hits, ({ key }) => key), scores: Float32Array.from(hits, ({ score }) => score) };
}

/** The client's error class is not exported; what the server said is in `data`. */
function sentenceOf(cause: unknown): string {
  const said = (cause as { data?: { status?: { error?: unknown } } }).data?.status?.error;
  if (typeof said === "string") return said;
  if (!(cause instanceof Error)) return String(cause);
  // "fetch failed" is all that fetch says by itself.
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}
