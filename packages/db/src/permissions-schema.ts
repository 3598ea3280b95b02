import { purposesSchema } from "@attune/core/consent/schema";

/** The defaults of a consent policy as stored: every purpose decided. */
export const permissionsSchema = purposesSchema.required();
