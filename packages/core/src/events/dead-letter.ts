import * as z from "zod";

/** Of each tenant, the newest this many letters are looked at. */
export const LISTED_LETTERS = 1000;
/** Kept per tenant and minute at ingest; the rest is counted only. */
export const LETTERS_PER_MINUTE = 100;

/**
 * What could be read but not accepted or processed (`attune.dead-letters`, JSON, keyed `tenant|subject` so that an erasure finds it). It never holds a
 * person's id: an event whose person could not be told is kept without its content.
 */
export const deadLetterSchema = z.object({
  id: z.string().min(1).max(200),
  tenant: z.string(),
  /** Alias. */
  subject: z.string().optional(),
  source: z.enum(["ingest", "worker"]),
  code: z.string(),
  /** Within the event (`properties.colour`), or the lane that a record could not be processed in. */
  path: z.string(),
  message: z.string(),
  /** Letters of one fingerprint want the same remedy. */
  fingerprint: z.string(),
  eventType: z.string().optional(),
  /** As sent, without userId and anonymousId, personal properties treated as the schema says. */
  event: z.record(z.string(), z.unknown()).optional(),
  /** Base64 of a record that the worker could not process. */
  record: z.string().optional(),
  atMs: z.number(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** Type, code and place without positions: `play schema_violation properties.tags[]`. */
export function fingerprintOf(eventType: string | undefined, code: string, path: string): string {
  return `${(eventType ?? "-").slice(0, 64)} ${code} ${path.replaceAll(/\[\d+\]/g, "[]").slice(0, 200)}`;
}

/** The log's key of a letter. */
export function deadLetterKey({ tenant, subject }: Pick<DeadLetter, "tenant" | "subject">): string {
  return `${tenant}|${subject ?? ""}`;
}

/** What became of a letter. `replaying` that ended without `replayed` was refused again or interrupted, and may be tried again. */
export const LETTER_ACTIONS = ["replaying", "replayed", "discarded"] as const;
export type LetterAction = (typeof LETTER_ACTIONS)[number];

const letterGroupSchema = z.object({
  fingerprint: z.string(),
  eventType: z.string().optional(),
  source: deadLetterSchema.shape.source,
  code: z.string(),
  path: z.string(),
  count: z.int(),
  firstAtMs: z.number(),
  lastAtMs: z.number(),
  /** The newest. */
  sample: deadLetterSchema,
});
export type LetterGroup = z.infer<typeof letterGroupSchema>;

/** What the api's internal listener answers. */
export const deadLettersSchema = z.object({
  groups: z.array(letterGroupSchema),
  letters: z.array(deadLetterSchema),
  /** Letters that were only counted, since the api process started. */
  notKept: z.int(),
  sinceMs: z.number(),
});
export type DeadLetters = z.infer<typeof deadLettersSchema>;

/** An edited event of a letter, to be checked or sent again. */
export const replayRequestSchema = z.strictObject({ letterId: deadLetterSchema.shape.id, event: z.record(z.string(), z.unknown()) });

export const letterCheckSchema = z.object({ errors: z.array(z.object({ path: z.string(), message: z.string() })) });
export type LetterCheck = z.infer<typeof letterCheckSchema>;

export const letterReplaySchema = z.object({ subject: z.string(), status: z.enum(["accepted", "duplicate"]) });
export type LetterReplay = z.infer<typeof letterReplaySchema>;

/** The newest letters grouped by fingerprint, largest group first; a letter that was written twice counts once. */
export function groupLetters(letters: readonly DeadLetter[]): LetterGroup[] {
  const once = new Map(letters.map((letter) => [letter.id, letter]));
  const groups = [...Map.groupBy(once.values(), ({ fingerprint }) => fingerprint)].map(([fingerprint, ofGroup]): LetterGroup => {
    const byTime = ofGroup.toSorted((a, b) => a.atMs - b.atMs);
    const sample = byTime.at(-1) as DeadLetter;
    const { eventType, source, code, path } = sample;
    const times = { firstAtMs: (byTime[0] as DeadLetter).atMs, lastAtMs: sample.atMs };
    return { fingerprint, ...(eventType === undefined ? {} : { eventType }), source, code, path, count: byTime.length, ...times, sample };
  });
  return groups.sort((a, b) => b.count - a.count || b.lastAtMs - a.lastAtMs);
}
