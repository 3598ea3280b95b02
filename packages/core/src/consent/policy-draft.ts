import * as z from "zod";
import { PURPOSES, purposeRulesSchema } from "./schema.ts";

const MAX_STATEMENT_CHARACTERS = 4_000;

/** The next version of a tenant's policy before it is published: the rules of each purpose, and the text that people were shown. */
export const policyDraftSchema = z
  .strictObject({ purposes: purposeRulesSchema, statement: z.string().trim().min(1).max(MAX_STATEMENT_CHARACTERS) })
  .superRefine(({ purposes }, context) => {
    for (const purpose of PURPOSES) {
      const { legalBasis, mode } = purposes[purpose];
      if (legalBasis === "consent" && mode === "opt_out") {
        const message = "consent is an act of the person: on this basis nothing may be permitted before they opt in (GDPR 4(11))";
        context.addIssue({ code: "custom", path: ["purposes", purpose, "mode"], message });
      }
    }
    if (purposes.sale_or_sharing.legalBasis === "contract") {
      const message = "no contract with a person makes selling or sharing what is known of them necessary";
      context.addIssue({ code: "custom", path: ["purposes", "sale_or_sharing", "legalBasis"], message });
    }
  });
export type PolicyDraft = z.infer<typeof policyDraftSchema>;
