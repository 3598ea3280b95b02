import * as z from "zod";
import { idSchema } from "../catalogue/schema.ts";
import { tracesSchema } from "./schema.ts";

/** What is known of a person, asked before anything is done; the person's id goes no further than the api. */
export const personPreviewRequestSchema = z.strictObject({ userId: idSchema });
export const personPreviewSchema = z.object({
  /** Tag of the person. */
  person: z.string(),
  traces: tracesSchema,
  /** An erasure holds already. */
  suppressed: z.boolean(),
});
export type PersonPreview = z.infer<typeof personPreviewSchema>;

/** Aliases that an api process is to forget; sent by the worker. */
export const forgetRequestSchema = z.strictObject({
  subjects: z
    .array(z.string().regex(/^[\w-]{22}$/))
    .min(1)
    .max(1_000),
});
