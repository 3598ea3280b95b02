import * as z from "zod";
import type { Variant } from "./schema.ts";

/** What a product manager says of an experiment before it runs. */
export const draftSchema = z
  .strictObject({
    key: z
      .string()
      .trim()
      .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "Lower-case letters, digits and hyphens, for instance home-ranking-2."),
    name: z.string().trim().min(1, "Give it a name that others will recognise.").max(80, "At most 80 characters."),
    hypothesis: z.string().trim().min(1, "Say what should become better, and why.").max(2000, "At most 2,000 characters."),
    placementKey: z.string().min(1, "Choose a placement."),
    controlVersionId: z.string().min(1, "Choose a model version."),
    treatmentVersionId: z.string().min(1, "Choose a model version."),
    /** Both variants serve the same model: an A/A test of the machinery. */
    sameModel: z.boolean(),
    conversionEvent: z.string().min(1, "Choose an event type."),
  })
  .superRefine(({ controlVersionId, treatmentVersionId, sameModel }, { addIssue }) => {
    if (controlVersionId === treatmentVersionId && !sameModel)
      addIssue({ code: "custom", path: ["treatmentVersionId"], message: "Both variants serve the same model. If that is meant, say so." });
    if (controlVersionId !== treatmentVersionId && sameModel)
      addIssue({ code: "custom", path: ["sameModel"], message: "The variants serve different models: this is no A/A test." });
  });
export type Draft = z.infer<typeof draftSchema>;

/** Half of the people each. */
export function variantsOf({ controlVersionId, treatmentVersionId }: Draft): readonly Variant[] {
  return [
    { key: "control", name: "Control", modelVersionId: controlVersionId, weight: 0.5 },
    { key: "treatment", name: "Treatment", modelVersionId: treatmentVersionId, weight: 0.5 },
  ];
}
