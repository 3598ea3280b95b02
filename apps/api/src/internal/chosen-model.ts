import { Fault } from "@attune/core/faults";
import { DRAFT_MODEL, type ModelChoice } from "@attune/core/live/model-choice";
import type { ModelVersion } from "@attune/core/placements/schema";
import type { TenantControl } from "@attune/core/ports/control";
import type { ApiPorts } from "../collaborators.ts";

/** The model that the console means: one that is served is at hand, another is looked up, a draft comes with its settings. */
export async function chosenModel({ findModelVersion }: ApiPorts, tenant: TenantControl, choice: ModelChoice): Promise<ModelVersion> {
  if ("settings" in choice) return { ...DRAFT_MODEL, settings: choice.settings };
  const { modelVersionId } = choice;
  const served = [...tenant.placements.values()].find(({ model }) => model.id === modelVersionId)?.model;
  const model = served ?? (await findModelVersion(tenant.id, modelVersionId));
  if (model === undefined) throw new Fault("not_found", "There is no such model version.");
  return model;
}
