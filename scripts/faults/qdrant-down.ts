import type { Fault } from "./fault.ts";

export const qdrantDown: Fault = {
  name: "qdrant-down",
  what: "kill -9 of Qdrant, away for two seconds",
  runs: { short: 1, long: 100 },
  lastsMs: { short: 2_000, long: 2_000 },
  degrades: /^index_(unavailable|late)$/,
  async inject({ server }) {
    const qdrant = server("qdrant");
    await qdrant.kill("SIGKILL");
    return () => qdrant.start();
  },
};
