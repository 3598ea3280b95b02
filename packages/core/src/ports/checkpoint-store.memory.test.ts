import { checkpointStoreContract } from "./checkpoint-store.contract.ts";
import { memoryCheckpointStore } from "./checkpoint-store.memory.ts";

checkpointStoreContract("memory", async () => ({ port: memoryCheckpointStore(), cleanup: async () => undefined }));
