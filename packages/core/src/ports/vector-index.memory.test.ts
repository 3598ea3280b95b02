import { vectorIndexContract } from "./vector-index.contract.ts";
import { memoryVectorIndex } from "./vector-index.memory.ts";

vectorIndexContract("memory", async (dimensions) => memoryVectorIndex({ dimensions }));
