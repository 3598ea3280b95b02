import * as z from "zod";
import { modelSettingsSchema } from "../placements/schema.ts";

/** A stored version, or a draft that is not stored yet. */
export const modelChoiceSchema = z.union([
  z.strictObject({ modelVersionId: z.string().min(1).max(64) }),
  z.strictObject({ settings: modelSettingsSchema }),
]);
export type ModelChoice = z.infer<typeof modelChoiceSchema>;

/** How a draft is named in answers: it has no id yet. */
export const DRAFT_MODEL = { id: "draft", name: "Draft" } as const;
