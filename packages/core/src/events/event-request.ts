import * as z from "zod";
import { idSchema } from "../catalogue/schema.ts";

export const MAX_EVENTS = 1000;
export const MAX_SEALED_LENGTH = 16_384;
/** Events farther ahead of the api's clock are refused: a wrong clock would close everybody's windows. */
export const MAX_AHEAD_MS = 5 * 60_000;
export const EARLIEST_MS = 946_684_800_000; // 2000-01-01T00:00:00Z

export const eventContextSchema = z
  .looseObject({
    device: z.string().max(64).optional().meta({ description: "for instance mobile, tablet, desktop, tv" }),
    country: z.string().max(64).optional().meta({ description: "ISO 3166-1 alpha-2" }),
    language: z.string().max(64).optional().meta({ description: "BCP 47" }),
  })
  .meta({ description: "Circumstances; further properties are kept as they are" });

/**
 * One event as a caller sends it. The api does not run this schema for every event (`parse-event.ts` is the same rules, unrolled, and a
 * property test holds the two together): it is the documentation, the SDK's type and the judge in that test.
 */
export const eventRequestSchema = z
  .strictObject({
    eventId: idSchema.meta({ description: "Yours, unique per person: sending it again changes nothing" }),
    type: z.string().min(1).max(64).meta({
      description: "view, click, play, complete, scroll, like, dislike, skip, cart, purchase, rating, search, or one of your own",
    }),
    userId: idSchema.optional().meta({ description: "exactly one of userId and anonymousId" }),
    anonymousId: idSchema.optional(),
    itemId: idSchema.optional(),
    timestamp: z
      .union([z.iso.datetime({ offset: true }), z.number().finite()])
      .optional()
      .meta({ description: "ISO 8601 with zone, or milliseconds since 1970; now when absent" }),
    sessionId: idSchema.optional(),
    value: z.number().finite().optional().meta({ description: "rating, or amount of money" }),
    recommendationId: idSchema.max(64).optional().meta({ description: "of the list that led to this event" }),
    properties: z
      .looseObject({
        dwellMs: z.number().finite().nonnegative().optional(),
        positionMs: z.number().finite().nonnegative().optional(),
        depth: z.number().finite().nonnegative().optional(),
      })
      .optional(),
    context: eventContextSchema.optional(),
  })
  .refine((event) => (event.userId === undefined) !== (event.anonymousId === undefined), {
    error: "exactly one of userId and anonymousId is needed",
    path: ["userId"],
  });
export type EventRequest = z.infer<typeof eventRequestSchema>;

export const EVENT_RESULT_CODES = [
  "duplicate",
  "no_permission",
  "suppressed",
  "invalid_json",
  "invalid_event",
  "unknown_property",
  "unknown_type",
  "schema_violation",
  "missing_event_id",
  "missing_subject",
  "invalid_timestamp",
  "unsafe_content",
] as const;
export type EventResultCode = (typeof EVENT_RESULT_CODES)[number];

export const eventResultSchema = z.object({
  index: z.int().meta({ description: "place in the batch, from 0" }),
  eventId: z.string().nullable(),
  status: z.enum(["duplicate", "suppressed", "rejected"]),
  code: z.enum(EVENT_RESULT_CODES),
  path: z.string().optional().meta({ description: "where it is wrong, for instance events[3].itemId" }),
  message: z.string(),
});
export type EventResult = z.infer<typeof eventResultSchema>;

export const acceptEventsAnswerSchema = z.object({
  accepted: z.int().meta({ description: "how many are durable now; known duplicates are not counted" }),
  results: z.array(eventResultSchema).meta({ description: "only what was not accepted" }),
});
