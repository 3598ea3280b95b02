import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { vectorIndexContract } from "@attune/core/ports/vector-index.contract";
import { memoryVectorIndex } from "@attune/core/ports/vector-index.memory";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../../../../scripts/platform/ports.ts";
import { startQdrant } from "../../../../scripts/services/qdrant.ts";
import type { Service } from "../../../../scripts/services/service.ts";
import { qdrantVectorIndex } from "./vector-index.ts";

let folder: string;
let port: number;
let server: Service;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-qdrant-"));
  [port] = (await freePorts(1, "127.0.0.1")) as [number];
  server = await startQdrant({ folder, port });
}, 120_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

let installations = 0;
const fresh = (dimensions: number) => qdrantVectorIndex({ url: server.address, dimensions, prefix: `t${installations++}-` });

vectorIndexContract("Qdrant", fresh);

describe("Qdrant vector index", () => {
  it("finds the same hundred as the exact index in this process", async () => {
    const [index, exact] = [await fresh(64), memoryVectorIndex({ dimensions: 64 })];
    let seed = 7;
    // Whole numbers, so that sums do not depend on the order of addition.
    const next = () => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return ((seed >>> 16) % 21) - 10;
    };
    const vector = () => Float32Array.from({ length: 64 }, next);
    const entries = Array.from({ length: 3_000 }, (_, key) => ({ key, vector: vector(), version: 1 }));
    await Promise.all([index.upsert("t", entries), exact.upsert("t", entries), index.upsert("u", entries.slice(0, 50))]);
    for (let i = 0; i < 10; i++) {
      const query = vector();
      expect(await index.search("t", query, 100)).toEqual(await exact.search("t", query, 100));
    }
  });

  it("keeps what it acknowledged over kill -9", async () => {
    const options = { url: server.address, dimensions: 2, prefix: "kept-" };
    const index = await qdrantVectorIndex(options);
    await index.upsert("t", [{ key: 1, vector: Float32Array.of(1, 2), version: 1 }]);
    const exit = once(server.process, "exit");
    server.process.kill("SIGKILL");
    await exit;
    server = await startQdrant({ folder, port });
    expect(await (await qdrantVectorIndex(options)).vectors("t", [1])).toEqual([Float32Array.of(1, 2)]);
  });

  it("says in one sentence that nothing answers", async () => {
    const nothing = qdrantVectorIndex({ url: "http://127.0.0.1:1", dimensions: 2 });
    await expect(nothing).rejects.toThrow(/^QDRANT_URL: no usable Qdrant at http:\/\/127\.0\.0\.1:1/);
  });
});
