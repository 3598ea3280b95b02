import { standingStoreContract } from "./standing-store.contract.ts";
import { memoryStandingStore } from "./standing-store.memory.ts";

standingStoreContract("memory", async () => {
  const port = memoryStandingStore();
  return { port, cleanup: () => port.close() };
});
