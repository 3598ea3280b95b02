import * as z from "zod";
import { type ExperimentAggregate, type PersonExperiment, VARIANTS } from "./schema.ts";

const count = z.int().nonnegative();
const variantSums = z.object({
  people: count,
  exposures: count,
  conversions: count,
  clickThrough: z.object({ n: count, sum: count, sumOfSquares: count }),
});
const aggregateSchema = z.object({
  variants: z.object({ control: variantSums, treatment: variantSums }),
  severalVariants: count,
}) satisfies z.ZodType<ExperimentAggregate>;

/** What the api knows of a phase: the sums now, and as they were at moments since this api process began to watch it, oldest first. */
export const measurementsSchema = z.object({
  atMs: z.number(),
  sums: aggregateSchema,
  history: z.array(z.object({ atMs: z.number(), sums: aggregateSchema })),
});
export type Measurements = z.infer<typeof measurementsSchema>;

const personExperimentSchema = z.object({
  experimentId: z.string(),
  phase: count,
  variant: z.enum(VARIANTS),
  conversionEvent: z.string(),
  firstAtMs: z.number(),
  lastAtMs: z.number(),
  lists: count,
  clicked: count,
  converted: z.boolean(),
  several: z.boolean(),
}) satisfies z.ZodType<PersonExperiment>;

/** What decides about a person's variant, and what was recorded of them. */
export const participationSchema = z.object({
  /** Alias that is hashed: the person's own, or that of the person they were merged into. */
  subject: z.string(),
  permitted: z.object({ analytics: z.boolean(), personalization: z.boolean() }),
  recorded: z.array(personExperimentSchema),
});
export type Participation = z.infer<typeof participationSchema>;

export const participationRequestSchema = z.object({ userId: z.string().trim().min(1).max(256) });
