import { existsSync } from "node:fs";
import path from "node:path";
import { type Item, itemSchema } from "@attune/core/catalogue/schema";
import { z } from "zod";
import { type Dataset, type DatasetEvent, type DatasetUser, surveyOf } from "./dataset.ts";
import { readLines } from "./read-rows.ts";

const userSchema = z.object({ userId: z.string(), attributes: z.record(z.string(), z.unknown()).default({}) });
const eventSchema = z.looseObject({ eventId: z.string().optional(), type: z.string(), timestamp: z.union([z.number(), z.string()]) });

/** items.jsonl, users.jsonl and events.jsonl in the API's shapes, one object a line, events in time order. Only events.jsonl must exist. */
export function jsonl(folder: string): Dataset {
  async function* rows(name: string): AsyncGenerator<{ line: number; value: unknown }> {
    const file = path.join(folder, name);
    if (!existsSync(file)) return;
    let line = 0;
    for await (const text of readLines(file)) {
      line += 1;
      yield { line, value: parseLine(text, name, line) };
    }
  }

  async function* events(): AsyncGenerator<DatasetEvent> {
    for await (const { line, value } of rows("events.jsonl")) {
      const event = checked(eventSchema, value, "events.jsonl", line);
      const timestamp = typeof event.timestamp === "number" ? event.timestamp : Date.parse(event.timestamp);
      if (Number.isNaN(timestamp)) throw new Error(`events.jsonl, line ${line}: timestamp is not a date: ${event.timestamp}`);
      yield { ...event, eventId: event.eventId ?? `line-${line}`, timestamp };
    }
  }

  async function* users(): AsyncGenerator<DatasetUser> {
    for await (const { line, value } of rows("users.jsonl")) yield checked(userSchema, value, "users.jsonl", line);
  }

  async function* items(): AsyncGenerator<Item> {
    for await (const { line, value } of rows("items.jsonl")) yield checked(itemSchema, value, "items.jsonl", line);
  }

  return { format: "jsonl", events, users, items, survey: () => surveyOf(events()), personas: async () => [] };
}

function parseLine(text: string, name: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${name}, line ${line} is not JSON: ${text.slice(0, 80)}`);
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, name: string, line: number): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${name}, line ${line}: ${issue?.path.join(".")} ${issue?.message}`);
}
