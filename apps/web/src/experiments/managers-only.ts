import { EXPERIMENT_MANAGERS, mayManageExperiments, ROLE_NAMES, type Role } from "../session/roles.ts";

/** Why a reader may only look, and who may do more; undefined for who may. */
export const managersOnly = (role: Role): string | undefined =>
  mayManageExperiments(role) ? undefined : `Experiments are run by: ${EXPERIMENT_MANAGERS.map((one) => ROLE_NAMES[one]).join(", ")}.`;
