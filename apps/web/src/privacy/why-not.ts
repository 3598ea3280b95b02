import { COMPLIANCE_DECIDERS, ROLE_NAMES } from "../session/roles.ts";

/** Why somebody who may look may not act. */
export const whyNotDecide = `Only ${COMPLIANCE_DECIDERS.map((role) => ROLE_NAMES[role].toLowerCase()).join(" and ")} can do this.`;
