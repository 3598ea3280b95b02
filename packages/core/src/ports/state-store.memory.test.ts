import { stateStoreContract } from "./state-store.contract.ts";
import { memoryStateStore } from "./state-store.memory.ts";

stateStoreContract("memory", async () => {
  const port = memoryStateStore();
  return { port, cleanup: () => port.close() };
});
