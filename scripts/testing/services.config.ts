import path from "node:path";
import { defineConfig } from "vitest/config";

// Contract suites on real servers: each file starts its own on a free port. Two at a time, because a broker wants a processor.
export default defineConfig({
  test: {
    root: path.join(import.meta.dirname, "../.."),
    include: ["packages/**/*.service.test.ts", "scripts/**/*.service.test.ts"],
    pool: "threads",
    maxWorkers: 2,
    allowOnly: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
