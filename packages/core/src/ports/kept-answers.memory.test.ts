import { keptAnswersContract } from "./kept-answers.contract.ts";
import { memoryKeptAnswers } from "./kept-answers.memory.ts";

keptAnswersContract("memory", async (settings) => ({
  ports: [memoryKeptAnswers({ ...settings, clock: () => performance.now(), capacity: 100 })],
  cleanup: async () => undefined,
}));
