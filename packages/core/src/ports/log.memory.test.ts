import { logContract } from "./log.contract.ts";
import { memoryLog } from "./log.memory.ts";
import { logKeepingContract } from "./log-keeping.contract.ts";

async function underTest() {
  const port = memoryLog();
  return { port, cleanup: () => port.close() };
}

logContract("memory", underTest);
logKeepingContract("memory", underTest);
