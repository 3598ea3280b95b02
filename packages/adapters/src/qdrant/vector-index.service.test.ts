import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { VectorEntry } from "@attune/core/ports/vector-index";
import { vectorIndexContract } from "@attune/core/ports/vector-index.contract";
import { memoryVectorIndex } from "@attune/core/ports/vector-index.memory";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../../../../scripts/platform/ports.ts";
import { startQdrant } from "../../../../scripts/services/qdrant.ts";
import type { Service } from "../../../../scripts/services/service.ts";
import { openCollection } from "./open-collection.ts";
import { pointId } from "./points.ts";
import { renamedTenants } from "./renamed-tenants.fixture.ts";
import { qdrantVectorIndex } from "./vector-index.ts";
import { type Recorded, wireRecorder } from "./wire-recorder.fixture.ts";

let folder: string;
let port: number;
let server: Service;
let wire: Awaited<ReturnType<typeof wireRecorder>>;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-qdrant-"));
  [port] = (await freePorts(1, "127.0.0.1")) as [number];
  server = await startQdrant({ folder, port });
  wire = await wireRecorder(server.address);
}, 120_000);
afterAll(async () => {
  await wire.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

let installations = 0;
const open = (dimensions: number) => qdrantVectorIndex({ url: wire.url, dimensions });
const fresh = async (dimensions: number) => renamedTenants(await open(dimensions), `${installations++}-`);
const bodies = (of: readonly Recorded[], end: string) => of.filter(({ path }) => path.endsWith(end)).map(({ body }) => body);

vectorIndexContract("Qdrant", fresh);

describe("Qdrant on the wire", () => {
  it("sends a vector and its version where the payload stays, and gathers what comes together", async () => {
    const index = await fresh(2);
    const entries = (version: number, terms = ["jazz"]): VectorEntry[] =>
      Array.from({ length: 300 }, (_, key) => ({ key, version, vector: Float32Array.of(key, version), terms }));
    expect(operations(await sent(() => index.upsert("t", entries(1))))).toEqual(["upsert", "set_payload", "update_vectors"]);
    const again = await sent(() => index.upsert("t", entries(2)));
    expect(operations(again)).toEqual(["set_payload", "update_vectors"]);
    expect(keysIn(bodies(again, "/points/batch"), "payload").sort()).toEqual(["aEpoch", "aShown", "aVersion"]);
    const renamed = await sent(() => index.upsert("t", entries(3, ["rock"])));
    expect(keysIn(bodies(renamed, "/points/batch"), "payload").sort()).toEqual(["aEpoch", "aShown", "aTerms", "aVersion"]);

    // One by one and twice each, in two versions: three hundred points, in one look and one request.
    const small = await sent(() => Promise.all([...entries(5), ...entries(4)].map((one) => index.upsert("t", [one]))));
    expect(small.map(({ path }) => path.split("/").at(-1))).toEqual(["batch", "batch"]);
    expect(await index.vectors("t", [0, 299])).toEqual([Float32Array.of(0, 5), Float32Array.of(299, 5)]);
    expect(await sent(() => index.upsert("t", entries(5)))).toHaveLength(1);
  });

  it("takes away what a former generation left in a slot before a point of it is shown again", async () => {
    const index = await fresh(2);
    const write = (generation: string) => index.upsert("t", [{ key: 1, version: 1, vector: Float32Array.of(1, 2) }], generation);
    await index.stage("t", "m2");
    await write("m2");
    await index.stage("t", "m3");
    expect(operations(await sent(() => write("m3")))).toEqual(["delete_vectors", "set_payload", "update_vectors"]);
    await index.upsert("t", [{ key: 1, version: 2, vector: Float32Array.of(3, 4) }], "m3");
    await index.activate("t", "m3");
    expect(await index.vectors("t", [1])).toEqual([Float32Array.of(3, 4)]);
  });

  it("asks more like the examples, and several searches, in one request", async () => {
    const index = await fresh(2);
    await index.upsert(
      "t",
      [1, 2, 3].map((key) => ({ key, version: 1, vector: Float32Array.of(key, 1) })),
    );
    const from = wire.requests.length;
    await index.search("t", { positive: [1, 1, 2], negative: [] }, 5);
    await index.searches("t", [
      { query: Float32Array.of(1, 0), limit: 2 },
      { query: { positive: [3], negative: [1] }, limit: 2 },
    ]);
    expect(wire.requests.slice(from).map(({ path }) => path.replace(/^.*\/points/, ""))).toEqual(["/query/batch", "/query/batch"]);
  });
});

describe("Qdrant shared by several processes", () => {
  it("changes over for all of them at once, also for one that has just begun", async () => {
    const [writer, reader] = [await open(2), await open(2)];
    const entry = (x: number): VectorEntry => ({ key: 1, version: 1, vector: Float32Array.of(x, 0) });
    const seen = async (index: typeof writer) => [...(await index.search("shared", Float32Array.of(1, 0), 9)).scores];
    await writer.upsert("shared", [entry(1)]);
    expect(await seen(reader)).toEqual([1]);
    await writer.stage("shared", "m2");
    await reader.upsert("shared", [entry(2)], "m2");
    expect([await seen(writer), await seen(reader)]).toEqual([[1], [1]]);
    await writer.activate("shared", "m2");
    expect([await seen(reader), await seen(writer), await seen(await open(2))]).toEqual([[2], [2], [2]]);
    await reader.activate("shared", "");
    expect([await seen(writer), await writer.vectors("shared", [1])]).toEqual([[1], [Float32Array.of(1, 0)]]);
  });

  it("lets both stage at once, and one of them win", async () => {
    const [one, other] = [await open(2), await open(2)];
    await Promise.all([one.stage("rivals", "m2"), other.stage("rivals", "m3")]);
    const outcomes = await Promise.allSettled([one.activate("rivals", "m2"), other.activate("rivals", "m3")]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("keeps the newest of what several write at once, whatever each of them remembers", async () => {
    const indexes = await Promise.all([1, 2, 3].map(() => open(2)));
    const write = (index: (typeof indexes)[number], version: number) =>
      index.upsert(
        "race",
        [1, 2, 3, 4].map((key) => ({ key, version, vector: Float32Array.of(version, 0) })),
      );
    for (let round = 0; round < 8; round++) {
      await Promise.all(indexes.map((index, i) => write(index, round * 3 + ((i + round) % 3))));
      const newest = round * 3 + 2;
      expect(await indexes[0]?.vectors("race", [1, 2, 3, 4])).toEqual(Array(4).fill(Float32Array.of(newest, 0)));
    }
    const [first, second] = indexes;
    await first?.remove("race", [1]);
    await second?.upsert("race", [{ key: 1, version: 23, vector: Float32Array.of(9, 9) }]);
    expect(await second?.vectors("race", [1])).toEqual([undefined]);
    await second?.upsert("race", [{ key: 1, version: 24, vector: Float32Array.of(24, 0) }]);
    expect(await first?.vectors("race", [1])).toEqual([Float32Array.of(24, 0)]);
  });

  it("writes points anew that are gone though it remembers them, as after a restore", async () => {
    const index = await open(2);
    const entries = (version: number) => [1, 2].map((key) => ({ key, version, vector: Float32Array.of(key, version), terms: ["jazz"] }));
    await index.upsert("restored", entries(1));
    const { client, name } = await openCollection({ url: wire.url, dimensions: 2 });
    await client.delete(name, { wait: true, points: [pointId("restored", 2)] });
    await index.upsert("restored", entries(2));
    expect(await index.vectors("restored", [1, 2])).toEqual([Float32Array.of(1, 2), Float32Array.of(2, 2)]);
  });
});

describe("Qdrant beside the exact index of this process", () => {
  const next = linear(7);
  const whole = () => Float32Array.from({ length: 64 }, () => Math.floor(next() * 21) - 10);
  const unit = () => {
    const vector = Float32Array.from({ length: 64 }, () => next() + next() + next() + next() - 2);
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  };
  const made = (count: number, make: () => Float32Array) =>
    Array.from({ length: count }, (_, key) => ({ key, vector: make(), version: 1 }));

  it("finds the same hundred of whole numbers, whose sums do not depend on the order of addition", async () => {
    const [index, exact] = [await fresh(64), memoryVectorIndex({ dimensions: 64 })];
    const entries = made(3_000, whole);
    await Promise.all([index.upsert("t", entries), exact.upsert("t", entries), index.upsert("u", entries.slice(0, 50))]);
    for (let i = 0; i < 10; i++) {
      const query = whole();
      expect(await index.search("t", query, 100)).toEqual(await exact.search("t", query, 100));
    }
  });

  it("finds the same hundred of vectors as the product has them: 20,000 of unit length in two tenants", async () => {
    const [index, exact] = [await fresh(64), memoryVectorIndex({ dimensions: 64 })];
    for (const tenant of ["t", "u"]) {
      const entries = made(10_000, unit);
      await Promise.all([index.upsert(tenant, entries), exact.upsert(tenant, entries)]);
    }
    let found = 0;
    for (let i = 0; i < 20; i++) {
      const tenant = i % 2 === 0 ? "t" : "u";
      const query = i % 4 < 2 ? unit() : { positive: [i, i, i + 1], negative: i % 8 < 4 ? [] : [i + 2] };
      const [mine, theirs] = [await exact.search(tenant, query, 100), await index.search(tenant, query, 100)];
      const wanted = new Set(mine.keys);
      found += theirs.keys.filter((key) => wanted.has(key)).length;
      // float32 sums in another order: the last digits differ.
      for (const [place, score] of mine.scores.entries()) expect(Math.abs((theirs.scores[place] as number) - score)).toBeLessThan(1e-5);
    }
    // Two that nearly tie at the hundredth place may change places.
    expect(found / 2_000).toBeGreaterThanOrEqual(0.999);
  }, 60_000);
});

describe("a Qdrant that asks for more", () => {
  it("is reached by TLS with its key, in the header that it looks for", async () => {
    const [key, cert] = selfSigned(folder);
    const before = getCACertificates("default");
    setDefaultCACertificates([...before, cert]);
    const guarded = await wireRecorder(server.address, { tls: { key, cert }, apiKey: "secret-1" });
    try {
      const index = await qdrantVectorIndex({ url: guarded.url, apiKey: "secret-1", dimensions: 2, prefix: "tls-" });
      await index.upsert("t", [{ key: 1, vector: Float32Array.of(1, 2), version: 1 }]);
      expect(await index.vectors("t", [1])).toEqual([Float32Array.of(1, 2)]);
      expect(new Set(guarded.requests.map(({ headers }) => headers["api-key"]))).toEqual(new Set(["secret-1"]));
      const refused = /^QDRANT_URL: no usable Qdrant at https:\S+ \(it refuses QDRANT_API_KEY, or wants one\)\.$/;
      for (const apiKey of ["wrong", undefined])
        await expect(qdrantVectorIndex({ url: guarded.url, apiKey, dimensions: 2 })).rejects.toThrow(refused);
      setDefaultCACertificates(before);
      const unknown = qdrantVectorIndex({ url: guarded.url.replace("127.0.0.1", "localhost"), apiKey: "secret-1", dimensions: 2 });
      await expect(unknown).rejects.toThrow(/^QDRANT_URL: no usable Qdrant at https:\S+ \(.*(certificate|self-signed).*\)\.$/);
    } finally {
      setDefaultCACertificates(before);
      await guarded.close();
    }
  });

  it("is told from one where nothing answers, in one sentence", async () => {
    const nothing = qdrantVectorIndex({ url: "http://127.0.0.1:1", dimensions: 2 });
    await expect(nothing).rejects.toThrow(/^QDRANT_URL: no usable Qdrant at http:\/\/127\.0\.0\.1:1/);
  });
});

describe("Qdrant after kill -9", () => {
  it("has what it acknowledged, and knows which generation is live", async () => {
    const index = await open(2);
    await index.upsert("kept", [{ key: 1, vector: Float32Array.of(1, 2), version: 1 }]);
    await index.stage("kept", "m2");
    await index.upsert("kept", [{ key: 1, vector: Float32Array.of(3, 4), version: 1 }], "m2");
    await index.activate("kept", "m2");
    const exit = once(server.process, "exit");
    server.process.kill("SIGKILL");
    await exit;
    server = await startQdrant({ folder, port });
    expect(await (await open(2)).vectors("kept", [1])).toEqual([Float32Array.of(3, 4)]);
    await index.activate("kept", "");
    expect(await (await open(2)).vectors("kept", [1])).toEqual([Float32Array.of(1, 2)]);
  });
});

describe("Qdrant on the wire, all in all", () => {
  it("names the tenant in every question and every change, and waits for every change", async () => {
    const index = await fresh(2);
    await index.upsert("t", [{ key: 1, version: 1, vector: Float32Array.of(1, 2), terms: ["jazz"] }]);
    await index.stage("t", "m2");
    await index.upsert("t", [{ key: 1, version: 1, vector: Float32Array.of(1, 2), terms: ["jazz"] }], "m2");
    await index.activate("t", "m2");
    await index.search("t", { positive: [1], negative: [] }, 1, { where: { all: [["jazz"]], none: ["hidden"] } });
    await index.size("t");
    await index.remove("t", [1]);
    // All of that, and whatever the tests before have sent.
    const changes = wire.requests.filter(({ path, method }) => method === "PUT" || /points\/(batch|payload|vectors|delete)/.test(path));
    for (const { path, query } of changes.filter(({ path }) => path.includes("/points")))
      expect([path, query.get("wait")]).toEqual([path, "true"]);
    const toPoints = wire.requests.filter(({ path }) => path.includes("/points"));
    const filters = toPoints.flatMap(({ body }) => filtersIn(body));
    expect(filters.length).toBeGreaterThan(10);
    for (const filter of filters) expect(JSON.stringify(filter)).toMatch(/"must":\[\{"key":"tenant","match":\{"value":"[^"]+"\}\}/);
    // What has no filter names its points, and only inserting does that.
    for (const { body } of toPoints)
      for (const unfiltered of withoutFilter(body)) expect(unfiltered).toMatchObject({ update_mode: "insert_only" });
    const stored = new Set(toPoints.flatMap(({ body }) => keysIn(body, "payload")));
    const slot = (name: string) => [name, ...["Epoch", "Shown", "Terms", "Version"].map((field) => name + field)];
    expect([...stored].sort()).toEqual([...slot("a"), ...slot("b"), "item", "live", "revision", "tenant"]);
  });
});

function linear(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function selfSigned(into: string): readonly [key: string, cert: string] {
  const [keyFile, certFile] = [path.join(into, "key.pem"), path.join(into, "cert.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile];
  execFileSync("openssl", ["req", "-x509", ...key, "-out", certFile, "-days", "2", ...subject], { stdio: "pipe" });
  return [readFileSync(keyFile, "utf8"), readFileSync(certFile, "utf8")];
}

/** The requests that some work comes to. */
async function sent(work: () => Promise<unknown>): Promise<readonly Recorded[]> {
  const from = wire.requests.length;
  await work();
  return wire.requests.slice(from);
}

/** What was changed by them, in order. */
function operations(of: readonly Recorded[]): (string | undefined)[] {
  return bodies(of, "/points/batch").flatMap((body) =>
    (body as { operations: object[] }).operations.map((operation) => Object.keys(operation)[0]),
  );
}

/** Every filter at any depth of a request that stands by itself, rather than within another. */
function filtersIn(body: unknown): unknown[] {
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) => (name === "filter" || name === "update_filter" ? [value] : filtersIn(value)));
}

/** Searches and changes that have no filter. */
function withoutFilter(body: unknown): unknown[] {
  const { searches = [], operations = [] } = body as { searches?: object[]; operations?: object[] };
  return [...searches, ...operations.flatMap((operation) => Object.values(operation) as object[])].filter(
    (one) => filtersIn(one).length === 0,
  );
}

function keysIn(body: unknown, name: string): string[] {
  if (typeof body !== "object" || body === null) return [];
  return [...new Set(Object.entries(body).flatMap(([key, value]) => (key === name ? Object.keys(value as object) : keysIn(value, name))))];
}
