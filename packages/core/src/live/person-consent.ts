import * as z from "zod";
import { purposesSchema } from "../consent/schema.ts";
import { previewRequestSchema } from "./schema.ts";

/** Body of `POST /internal/v1/consent/status`: the person by alias. */
export const consentStatusRequestSchema = previewRequestSchema.pick({ subject: true });

/** Body of `POST /internal/v1/consent`: what somebody at the console enters for the person, by alias. */
export const consentEntrySchema = consentStatusRequestSchema.extend({
  purposes: purposesSchema.refine((purposes) => Object.keys(purposes).length > 0, "must name at least one purpose"),
});
export type ConsentEntry = z.infer<typeof consentEntrySchema>;

/** Answer of both: what serving goes by at this moment. */
export const personConsentSchema = z.object({
  subject: z.string(),
  /** Tag: how the ledger and the audit log name the person. */
  person: z.string(),
  permissions: purposesSchema.required(),
  policyVersion: z.int(),
  /** When the newest decision was taken; null for a person who never decided anything. */
  changedAtMs: z.number().nullable(),
});
export type PersonConsent = z.infer<typeof personConsentSchema>;
