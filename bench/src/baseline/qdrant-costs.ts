import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { VECTOR_DIMENSIONS } from "@attune/core/models/model-settings";
import { seededRandom } from "@attune/core/ranking/seeded-random";
import { Pool } from "undici";

const COLLECTION = "bench-raw";
const ROUNDS = 150;
const UPSERT_BATCH = 500;
/** As many as a recommendation asks for. */
const LIMIT = 116;
const TENANT = "t";

/** What Qdrant itself takes, idle, for a search within one tenant of as many vectors as the catalogue has, of the same dimensions. */
export async function qdrantSearchCost(url: string, points: number, seed: string): Promise<LatencySketch> {
  const pool = new Pool(url, { connections: 1 });
  const random = seededRandom(`qdrant ${seed}`);
  const vector = () => {
    const values = Array.from({ length: VECTOR_DIMENSIONS }, () => random() - 0.5);
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  const call = async (method: "PUT" | "POST" | "DELETE", path: string, body?: unknown) => {
    const headers = { "content-type": "application/json" };
    const answer = await pool.request({
      method,
      path: `/collections/${COLLECTION}${path}`,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode > 299) throw new Error(`Qdrant answered ${answer.statusCode} to ${method} ${path}: ${text.slice(0, 300)}`);
  };
  try {
    await call("PUT", "", { vectors: { size: VECTOR_DIMENSIONS, distance: "Dot" }, hnsw_config: { m: 0, payload_m: 16 } });
    await call("PUT", "/index?wait=true", { field_name: "tenant", field_schema: { type: "keyword", is_tenant: true } });
    for (let from = 0; from < points; from += UPSERT_BATCH) {
      const batch = Array.from({ length: Math.min(UPSERT_BATCH, points - from) }, (_, i) => ({
        id: from + i,
        vector: vector(),
        payload: { tenant: TENANT, item: from + i },
      }));
      await call("PUT", "/points?wait=true", { points: batch });
    }
    const sketch = new LatencySketch();
    for (let i = 0; i < ROUNDS; i++) {
      const body = { query: vector(), filter: { must: [{ key: "tenant", match: { value: TENANT } }] }, limit: LIMIT, with_payload: true };
      const startMs = performance.now();
      await call("POST", "/points/query", body);
      sketch.add(performance.now() - startMs);
    }
    return sketch;
  } finally {
    await call("DELETE", "");
    await pool.close();
  }
}
