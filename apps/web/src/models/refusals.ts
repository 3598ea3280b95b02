import { placementName } from "../preview/placement-name.ts";
import { MODEL_MANAGERS, ROLE_NAMES } from "../session/roles.ts";
import type { Pointer, Version } from "./model-types.ts";

const MANAGERS = MODEL_MANAGERS.map((role) => ROLE_NAMES[role].toLowerCase()).join(", ");

/** Who can, for a reader who cannot. */
export const NOT_A_MANAGER = `Only these roles change models: ${MANAGERS}.`;

/** Why the placement cannot go back to its version before, or undefined. */
export function rollbackRefusal({ before, experiment, key }: Pointer, mayManage: boolean): string | undefined {
  if (!mayManage) return NOT_A_MANAGER;
  if (experiment) return duringExperiment(key, experiment.name);
  return before ? undefined : `${placementName(key)} has served no other version before.`;
}

/** Why the version cannot be promoted to the placement, or undefined. */
export function promotionRefusal(version: Version, pointer: Pointer | undefined, mayManage: boolean): string | undefined {
  if (!mayManage) return NOT_A_MANAGER;
  if (!pointer) return "Choose a placement first.";
  if (pointer.model.id === version.id) return `${placementName(pointer.key)} serves this version already.`;
  return pointer.experiment && duringExperiment(pointer.key, pointer.experiment.name);
}

function duringExperiment(key: string, name: string): string {
  return `The experiment "${name}" is running on ${placementName(key)}. Stop and decide it first.`;
}
