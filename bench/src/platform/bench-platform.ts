// A platform for measuring: Postgres, the servers that were asked for, api and workers of this checkout in a folder of their own.
import { serviceAddressesSchema } from "@attune/core/ports/service-addresses";
import { SERVER_NAMES } from "../../../scripts/services/stack.ts";
import { runStack, type Stack, type StackApi, type StackOptions, type StackService } from "../../../scripts/testing/run-stack.ts";
import { type FoldProgress, foldProgress } from "./fold-progress.ts";

export interface BenchPlatform extends Stack {
  readonly origin: string;
  /** On Kafka, Redis and Qdrant; else everything is embedded. */
  readonly onServices: boolean;
  readonly progress: FoldProgress;
  readonly api: StackApi;
  /** The first of the workers. */
  readonly worker: StackService;
}

export interface BenchPlatformOptions extends Pick<StackOptions, "inspect" | "workers"> {
  readonly onServices: boolean;
}

/** Rejects with nothing left running. */
export async function startBenchPlatform({ onServices, ...options }: BenchPlatformOptions): Promise<BenchPlatform> {
  const stack = await runStack({ ...options, servers: onServices ? SERVER_NAMES : [] });
  try {
    const [[api], [worker]] = [stack.apis, stack.workers];
    if (api === undefined || worker === undefined) throw new Error("a platform without api or worker");
    const progress = await foldProgress(stack.home.data, serviceAddressesSchema.parse(stack.serverAddresses));
    const stop = async () => {
      await progress.close();
      await stack.stop();
    };
    return { ...stack, origin: api.origin, onServices, progress, api, worker, stop };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}
