/** Why somebody cannot publish, and who can. */
export const publishReason = (roleName: string): string => `Owners, admins and developers publish schemas. Your role is ${roleName}.`;
