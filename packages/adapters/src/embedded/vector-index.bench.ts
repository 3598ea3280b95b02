/** Run `node packages/adapters/src/embedded/vector-index.bench.ts`: search and upsert times of this machine, one core. */
import { embeddedVectorIndex } from "./vector-index.ts";

const DIMENSIONS = 64;
const SEARCHES = 1000;

const random = randomSource(7);
const milliseconds = (value: number | undefined): string => (value ?? Number.NaN).toFixed(3).padStart(9);

console.log("   items  limit  skipped   p50 ms    p95 ms    p99 ms    cpu ms");
for (const items of [10_000, 100_000]) {
  const index = embeddedVectorIndex({ dimensions: DIMENSIONS });
  const entries = Array.from({ length: items }, (_, i) => ({ key: i * 2_000_000_011 + 1, vector: unitVector(), version: 1 }));
  const memoryBefore = process.memoryUsage();
  const upsertStart = performance.now();
  for (let i = 0; i < items; i += 500) await index.upsert("bench", entries.slice(i, i + 500));
  const upsertSeconds = (performance.now() - upsertStart) / 1000;
  const memoryAfter = process.memoryUsage();
  for (const [limit, skips] of [
    [200, 0],
    [500, 0],
    [200, 200],
  ] as const) {
    const skip = new Set(entries.slice(0, skips).map(({ key }) => key));
    const times: number[] = [];
    const queries = Array.from({ length: SEARCHES + 200 }, unitVector);
    let cpu = process.cpuUsage();
    for (const [i, query] of queries.entries()) {
      if (i === 200) cpu = process.cpuUsage();
      const start = performance.now();
      await index.search("bench", query, limit, { skip });
      if (i >= 200) times.push(performance.now() - start);
    }
    const { user, system } = process.cpuUsage(cpu);
    times.sort((a, b) => a - b);
    const at = (share: number): string => milliseconds(times[Math.floor(share * times.length)]);
    console.log(
      `${items}`.padStart(8),
      `${limit}`.padStart(6),
      `${skips}`.padStart(8),
      at(0.5),
      at(0.95),
      at(0.99),
      milliseconds((user + system) / 1000 / SEARCHES),
    );
  }
  const bytes = memoryAfter.rss - memoryBefore.rss;
  console.log(`         ${Math.round(items / upsertSeconds)} upserts/s, ${(bytes / items).toFixed(0)} resident bytes per item`);
  await index.close();
}

/** Components are sums of uniform numbers: near enough to normal for directions to be spread evenly. */
function unitVector(): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random() + random() + random() + random() - 2);
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}

function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
