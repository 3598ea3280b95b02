import { rateLimitsContract } from "./rate-limits.contract.ts";
import { memoryRateLimits } from "./rate-limits.memory.ts";

rateLimitsContract("memory", async () => ({ ports: [memoryRateLimits(() => performance.now())], cleanup: async () => undefined }));
