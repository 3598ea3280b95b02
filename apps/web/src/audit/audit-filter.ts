import * as z from "zod";

/** What of the log is looked at; an absent part holds for every entry. */
export const auditFilterSchema = z.strictObject({
  actor: z.string().max(200).optional(),
  actionPrefix: z.string().max(100).optional(),
  fromMs: z.number().int().optional(),
  /** Not included. */
  toMs: z.number().int().optional(),
  text: z.string().trim().min(1).max(200).optional(),
});
