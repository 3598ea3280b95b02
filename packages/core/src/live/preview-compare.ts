import * as z from "zod";
import { idSchema } from "../catalogue/schema.ts";
import { recommendationsSchema } from "../recommendations/schema.ts";
import { modelChoiceSchema } from "./model-choice.ts";
import { previewRequestSchema } from "./schema.ts";

/** `POST /internal/v1/preview/compare`: one person, one placement, two models. */
export const previewCompareSchema = previewRequestSchema.extend({ left: modelChoiceSchema, right: modelChoiceSchema });

const placeSchema = z.int().positive().optional();

/** Both lists as of one moment and what moved between them (`compareLists`). Nothing is logged as shown. */
export const previewComparisonSchema = z.object({
  left: recommendationsSchema,
  right: recommendationsSchema,
  /** The right list in its order, then what was lost. */
  moves: z.array(
    z.object({
      itemId: idSchema,
      left: placeSchema,
      right: placeSchema,
      move: z.union([
        z.object({ kind: z.enum(["gained", "lost", "kept"]) }),
        z.object({ kind: z.enum(["up", "down"]), by: z.int().positive() }),
      ]),
    }),
  ),
  /** Of the items in the lists and those that reasons name, where they are known. */
  titles: z.record(idSchema, z.string()),
  overlap: z.number(),
  rankBiasedOverlap: z.number(),
});
export type PreviewComparison = z.infer<typeof previewComparisonSchema>;
