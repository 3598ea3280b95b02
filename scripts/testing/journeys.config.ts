import path from "node:path";
import { defineConfig } from "vitest/config";

// One platform at a time: each of these starts several processes and measures or kills them.
export default defineConfig({
  test: {
    root: path.join(import.meta.dirname, "../.."),
    include: ["e2e/**/*.journey.test.ts", "scripts/**/*.journey.test.ts", "scenarios/**/*.journey.test.ts"],
    pool: "threads",
    fileParallelism: false,
    allowOnly: false,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
