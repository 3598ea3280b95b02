import * as z from "zod";

export const FIELD_TYPES = ["string", "boolean", "int", "long", "double", "timestamp", "enum", "string_array"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** What happens to a personal field before anything is stored: kept as it is, replaced by a keyed hash, sealed with the person's record, or left out. */
export const PERSONAL_TREATMENTS = ["keep", "hash", "seal", "drop"] as const;

/** One property of an event, as Avro can say it. */
export const fieldSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "has letters, digits and underscores and does not begin with a digit"),
  type: z.enum(FIELD_TYPES),
  required: z.boolean(),
  /** What a reader takes where an older record has nothing. */
  default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
  /** Of an enum. */
  symbols: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/))
    .min(1)
    .max(100)
    .optional(),
  description: z.string().max(500).optional(),
  personal: z.enum(PERSONAL_TREATMENTS).optional(),
});
export type Field = z.infer<typeof fieldSchema>;

/** A published version of what an event type carries in `properties`. Immutable. */
export interface EventSchema {
  readonly eventType: string;
  readonly version: number;
  /** Unique over the platform: what a record carries and the registry answers to. */
  readonly schemaId: number;
  readonly fields: readonly Field[];
}

/** Replaces a personal text by what can be compared but not read. */
export type HashValue = (field: string, value: string) => string;

/**
 * Answers the properties as they are kept: defaults filled in, personal fields treated, times in milliseconds. What is wrong is given to `wrong` by the
 * property's name, everything at once; the answer then means nothing. Never changes what was sent.
 */
export type ValidateProperties = (
  sent: Record<string, unknown> | undefined,
  hash: HashValue,
  wrong: (name: string, message: string) => void,
) => Record<string, unknown> | undefined;
