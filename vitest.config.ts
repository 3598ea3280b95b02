import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/**/*.test.ts", "apps/**/*.test.{ts,tsx}", "scripts/**/*.test.ts", "scenarios/**/*.test.ts", "bench/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/.next/**", "**/generated/**", "e2e/**", "**/*.journey.test.ts", "**/*.service.test.ts"],
    pool: "threads",
    // A focused test that was left behind would silently leave out all others.
    allowOnly: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
