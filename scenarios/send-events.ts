import { acceptEventsAnswerSchema, type EventResult } from "@attune/core/events/event-request";
import { z } from "zod";
import type { ApiClient } from "./api-client.ts";

const problemSchema = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
});

export interface SentEvents {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Why the first of them was rejected. */
  readonly firstRejection: string | undefined;
}

function describe(result: EventResult | undefined): string | undefined {
  return result && `${result.path ?? result.code}: ${result.message}`;
}

/** Sends one batch to `POST /v1/events`. A rejected event is counted; a refusal of the request itself (a revoked key) throws. */
export async function sendEvents(api: ApiClient, events: readonly unknown[]): Promise<SentEvents> {
  const { status, body } = await api.send("POST", "/v1/events", { events });
  if (status === 202 || status === 200) {
    const { accepted, results } = acceptEventsAnswerSchema.parse(body);
    const rejected = results.filter(({ status: outcome }) => outcome === "rejected");
    const duplicates = results.filter(({ status: outcome }) => outcome === "duplicate").length;
    return { accepted, duplicates, rejected: rejected.length, firstRejection: describe(rejected[0]) };
  }
  const problem = problemSchema.safeParse(body).data;
  const first = problem?.errors[0];
  if (status === 400 && first !== undefined)
    return { accepted: 0, duplicates: 0, rejected: events.length, firstRejection: `${first.path}: ${first.message}` };
  throw new Error(`/v1/events answered ${status}: ${problem?.detail ?? problem?.title ?? JSON.stringify(body)?.slice(0, 300)}`);
}
