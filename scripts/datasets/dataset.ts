import type { Item } from "@attune/core/catalogue/schema";

/** A folder of somebody's data, read as what the public API takes. Everything is streamed; a folder may be larger than memory. */
export interface Dataset {
  readonly format: DatasetFormat;
  items(): AsyncIterable<Item>;
  users(): AsyncIterable<DatasetUser>;
  /** In time order; with the times of the data, not shifted. The same rows give the same ids and order every time. */
  events(): AsyncIterable<DatasetEvent>;
  /** One pass over the events: how many there are, when the last one was, what is left out and why. */
  survey(): Promise<DatasetSurvey>;
  /** A few of its people whom the console can offer by name. */
  personas(): Promise<readonly { readonly label: string; readonly description: string; readonly userId: string }[]>;
}

export const DATASET_FORMATS = ["movielens-100k", "online-retail", "jsonl"] as const;
export type DatasetFormat = (typeof DATASET_FORMATS)[number];

export interface DatasetUser {
  readonly userId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** An event in the API's shape, its time in milliseconds. */
export interface DatasetEvent {
  readonly eventId: string;
  readonly type: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly itemId?: string;
  readonly timestamp: number;
  readonly value?: number;
}

export interface DatasetSurvey {
  readonly events: number;
  readonly lastAtMs: number;
  /** Reason -> rows. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** The survey of events that are produced one by one. */
export async function surveyOf(
  events: AsyncIterable<DatasetEvent>,
  skipped: Readonly<Record<string, number>> = {},
): Promise<DatasetSurvey> {
  let count = 0;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  for await (const { timestamp } of events) {
    count += 1;
    if (timestamp > lastAtMs) lastAtMs = timestamp;
  }
  return { events: count, lastAtMs, skipped };
}
