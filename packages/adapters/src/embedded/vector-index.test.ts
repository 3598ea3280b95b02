import { vectorIndexContract } from "@attune/core/ports/vector-index.contract";
import { embeddedVectorIndex } from "./vector-index.ts";

vectorIndexContract("embedded", async (dimensions) => embeddedVectorIndex({ dimensions }));
