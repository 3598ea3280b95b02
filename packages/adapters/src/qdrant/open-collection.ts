import { QdrantClient } from "@qdrant/js-client-rest";
import { field } from "./points.ts";
import { SLOTS } from "./tenant-pointer.ts";

export interface QdrantOptions {
  /** `http(s)://host:port`; the port is always written, because the client takes 6333 for any address without one. */
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly dimensions: number;
  /** Before the collection's name; keeps installations apart that share a server. */
  readonly prefix?: string;
  readonly timeoutMs?: number;
}

export interface Collection {
  readonly client: QdrantClient;
  readonly name: string;
}

/** The collection of all tenants, made where it is missing. Throws one sentence when no Qdrant answers that lets us in. */
export async function openCollection({ url, apiKey, dimensions, prefix = "", timeoutMs = 2_000 }: QdrantOptions): Promise<Collection> {
  const client = clientOf(url, apiKey, timeoutMs);
  const name = `${prefix}attune-item-vectors-${dimensions}`;
  await ensureCollection(client, name, dimensions).catch((cause: unknown) => {
    // The sentence has all that is known: without a cause, whoever starts us prints it alone.
    throw new Error(`QDRANT_URL: no usable Qdrant at ${url} (${sentenceOf(cause)}).`);
  });
  return { client, name };
}

/** Whether the server said no to what was asked, rather than being away. */
export function refusedBy(cause: unknown, ...statuses: readonly number[]): boolean {
  return statuses.includes((cause as { status?: number } | null)?.status ?? 0);
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

/** The graph is built within each tenant (`payload_m`), never across. What only guards a write is looked up by id and needs no index. */
async function ensureCollection(client: QdrantClient, name: string, size: number): Promise<void> {
  if ((await client.collectionExists(name)).exists) return;
  const vectors = Object.fromEntries(SLOTS.map((slot) => [slot, { size, distance: "Dot" as const }]));
  await client.createCollection(name, { vectors, hnsw_config: { m: 0, payload_m: 16 } }).catch(async (cause: unknown) => {
    // Another process was faster.
    if (!(await client.collectionExists(name)).exists) throw cause;
  });
  await client.createPayloadIndex(name, { wait: true, field_name: "tenant", field_schema: { type: "keyword", is_tenant: true } });
  for (const slot of SLOTS) {
    await client.createPayloadIndex(name, { wait: true, field_name: field.shown(slot), field_schema: { type: "integer" } });
    await client.createPayloadIndex(name, { wait: true, field_name: field.terms(slot), field_schema: { type: "keyword" } });
  }
}

/** The client's error class is not exported; what the server said is in `data`. */
function sentenceOf(cause: unknown): string {
  if (refusedBy(cause, 401, 403)) return "it refuses QDRANT_API_KEY, or wants one";
  const said = (cause as { data?: { status?: { error?: unknown } } }).data?.status?.error;
  if (typeof said === "string") return said;
  if (!(cause instanceof Error)) return String(cause);
  // "fetch failed" is all that fetch says by itself.
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}
