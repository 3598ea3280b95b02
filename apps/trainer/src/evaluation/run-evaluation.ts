import { FTRL_SETTINGS } from "@attune/core/models/ftrl";
import { ITEM_MODEL, VECTOR_DIMENSIONS } from "@attune/core/models/model-settings";
import type { VectorIndex } from "@attune/core/ports/vector-index";
import type { Protocol } from "../protocols/protocol.ts";
import { describeFile, type FileDescription } from "../report/describe-file.ts";
import type { ProgressBar } from "../report/progress-bar.ts";
import type { Contestant } from "./contestants.ts";
import { evaluateSteps, type ModelResult } from "./evaluate-steps.ts";

export interface EvaluationRequest {
  readonly protocol: Protocol;
  readonly dir: string;
  readonly file: string | undefined;
  readonly contestants: readonly Contestant[];
  readonly limit: number | undefined;
}

export interface Evaluation {
  readonly protocol: string;
  readonly data: { readonly dir: string; readonly files: readonly FileDescription[] };
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly models: readonly ModelResult[];
  readonly startedAt: string;
  readonly seconds: number;
  readonly node: string;
}

export interface EvaluationMeans {
  readonly index: VectorIndex;
  /** A monotonous clock, in milliseconds. */
  readonly clock: () => number;
  readonly breathe: () => Promise<void>;
  readonly startedAt: string;
  readonly node: string;
  readonly progress: (rows: number) => ProgressBar;
}

/** Throws a DataError when the data is not what the protocol expects. */
export async function runEvaluation(request: EvaluationRequest, means: EvaluationMeans): Promise<Evaluation> {
  const { protocol, dir, file, contestants, limit } = request;
  const startedMs = means.clock();
  const files = await Promise.all(protocol.files(file).map((name) => describeFile(dir, name)));
  const bar = means.progress(files.reduce((sum, { rows }) => sum + rows, 0));
  try {
    const steps = protocol.steps({ dir, file, advance: () => bar.advance() });
    const models = await evaluateSteps(steps, {
      contestants,
      protocol,
      index: means.index,
      limit,
      clock: means.clock,
      breathe: means.breathe,
    });
    return {
      protocol: protocol.name,
      data: { dir, files },
      configuration: {
        notes: protocol.notes,
        ...(limit !== undefined && { limit }),
        models: Object.fromEntries(contestants.map(({ name, settings }) => [name, settings])),
        itemModel: ITEM_MODEL,
        vectorDimensions: VECTOR_DIMENSIONS,
        ftrl: FTRL_SETTINGS,
      },
      models,
      startedAt: means.startedAt,
      seconds: Math.round(means.clock() - startedMs) / 1000,
      node: means.node,
    };
  } finally {
    bar.stop();
  }
}
