import * as z from "zod";
import { idSchema } from "../catalogue/schema.ts";
import { PURPOSES, purposesSchema } from "./schema.ts";

export const personSchema = z.strictObject({ userId: idSchema.optional(), anonymousId: idSchema.optional() });

export const consentRequestSchema = personSchema.extend({
  purposes: purposesSchema.meta({ description: "what the person decided; a purpose that is not named stays as it was" }),
  source: z.string().min(1).max(128).meta({ description: "where the decision was taken, for instance cookie-banner" }),
  policyVersion: z.int().nonnegative().optional(),
});
export type ConsentRequest = z.infer<typeof consentRequestSchema>;

const permissionsSchema = z.object(
  Object.fromEntries(PURPOSES.map((purpose) => [purpose, z.boolean()])) as Record<(typeof PURPOSES)[number], z.ZodBoolean>,
);

export const consentSchema = z.object({
  purposes: permissionsSchema.meta({ description: "what holds now: decisions, and the policy where nothing was decided" }),
});

export const consentStatusSchema = personSchema.extend({
  consent: consentSchema,
  policyVersion: z.int(),
  changedAt: z.string().nullable().meta({ description: "ISO 8601; null when the person never decided anything" }),
});
export type ConsentStatus = z.infer<typeof consentStatusSchema>;
