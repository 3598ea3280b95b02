import { logContract } from "./log.contract.ts";
import { memoryLog } from "./log.memory.ts";

logContract("memory", async () => {
  const port = memoryLog();
  return { port, cleanup: () => port.close() };
});
