import * as z from "zod";

/** `GET /internal/v1/recent-traffic`: what the api remembers of the newest requests of each placement. */
export const recentTrafficSchema = z.object({
  placements: z.array(
    z.object({
      placement: z.string(),
      requests: z.int(),
      /** Of them, those answered with a personalised list. */
      personalized: z.int(),
      /** When the oldest of them came; null without any. */
      sinceMs: z.number().nullable(),
    }),
  ),
});
export type RecentTraffic = z.infer<typeof recentTrafficSchema>;
