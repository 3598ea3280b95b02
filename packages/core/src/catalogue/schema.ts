import * as z from "zod";

/** Ids as customers have them: 1 to 256 characters, no control characters, no lone surrogates. */
export const idSchema = z
  .string()
  .min(1)
  .max(256)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this pattern refuses.
  .regex(/^[^\u0000-\u001f\u007f]*$/u, "must not contain control characters");

const instantSchema = z
  .union([z.iso.datetime({ offset: true }), z.number().finite()])
  .meta({ description: "ISO 8601 date and time, or milliseconds since 1970" });

export const attributeValueSchema = z.union([z.string().max(1024), z.number().finite(), z.boolean(), z.array(z.string().max(256)).max(64)]);

export const itemSchema = z.strictObject({
  itemId: idSchema,
  title: z.string().max(1024).optional(),
  categories: z.array(z.string().min(1).max(128)).max(32).optional(),
  tags: z.array(z.string().min(1).max(128)).max(64).optional(),
  attributes: z.record(z.string().min(1).max(64), attributeValueSchema).optional(),
  price: z.number().finite().nonnegative().optional(),
  publishedAt: instantSchema.optional(),
  availableFrom: instantSchema.optional(),
  availableUntil: instantSchema.optional(),
  hidden: z.boolean().optional(),
  imageUrl: z.string().max(2048).optional(),
  url: z.string().max(2048).optional(),
});
export type Item = z.infer<typeof itemSchema>;

export const itemPatchSchema = itemSchema.omit({ itemId: true }).partial();
export type ItemPatch = z.infer<typeof itemPatchSchema>;
