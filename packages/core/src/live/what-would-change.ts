import * as z from "zod";
import { idSchema } from "../catalogue/schema.ts";
import { modelChoiceSchema } from "./model-choice.ts";

export const MOST_REQUESTS_LOOKED_AT = 200;

/** `POST /internal/v1/what-would-change`: the newest real requests of a placement, asked again under the model that is live and under another. */
export const whatWouldChangeRequestSchema = z.strictObject({
  placement: z.string().min(1).max(64),
  model: modelChoiceSchema,
  limit: z.int().min(1).max(MOST_REQUESTS_LOOKED_AT).default(MOST_REQUESTS_LOOKED_AT),
});

const itemChangeSchema = z.object({
  itemId: idSchema,
  title: z.string().optional(),
  /** In how many lists. */
  lists: z.int(),
});

const share = z.number().min(0).max(1);

/** Shares and means are over the requests looked at, and null when there was none: nothing is known then, which is not "nothing changes". */
export const whatWouldChangeSchema = z.object({
  placement: z.string(),
  from: z.object({ id: z.string(), name: z.string() }),
  to: z.object({ id: z.string(), name: z.string() }),
  /** Requests looked at. */
  requests: z.int(),
  /** When the oldest of them came; null without any. */
  sinceMs: z.number().nullable(),
  /** The look-back stopped early, because it took too long. */
  cutShort: z.boolean(),
  listsThatDiffer: share.nullable(),
  /** Items of the present list that the other lacks, on average. */
  itemsChanged: z.number().nullable(),
  firstItemDiffers: share.nullable(),
  rankBiasedOverlap: share.nullable(),
  /** Distinct items in all these lists together, and how many items there are. */
  coverage: z.object({ before: z.int(), after: z.int(), catalogue: z.int() }),
  /** Most frequent first. */
  gained: z.array(itemChangeSchema),
  lost: z.array(itemChangeSchema),
  /** The people whose lists change most, by alias. */
  examples: z.array(
    z.object({
      subject: z.string(),
      itemId: z.string().optional(),
      rankBiasedOverlap: share,
      gained: z.int(),
      lost: z.int(),
    }),
  ),
});
export type WhatWouldChange = z.infer<typeof whatWouldChangeSchema>;
