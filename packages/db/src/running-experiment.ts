import { type RunningExperiment, variantSchema } from "@attune/core/experiments/schema";
import * as z from "zod";
import type { Experiment as ExperimentRow, ModelVersion as ModelVersionRow } from "./generated/client.ts";
import { modelVersionOf } from "./model-versions.ts";

const variantsSchema = z.array(variantSchema).min(2);

/** A stored experiment as serving needs it: variants with the whole model. Throws where a variant names a model version that is not there. */
export function runningExperimentOf(row: ExperimentRow, models: readonly ModelVersionRow[]): RunningExperiment {
  const variants = variantsSchema.parse(row.variants).map(({ key, weight, modelVersionId }) => {
    const model = models.find(({ id }) => id === modelVersionId);
    if (model === undefined) throw new Error(`there is no model version ${modelVersionId}.`);
    return { key, weight, model: modelVersionOf(model) };
  });
  const { id, key, phase, seed, conversionEvent } = row;
  return { id, key, phase, seed, conversionEvent, variants };
}
