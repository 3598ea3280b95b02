import path from "node:path";
import type { Item } from "@attune/core/catalogue/schema";
import { type Dataset, type DatasetEvent, surveyOf } from "./dataset.ts";
import { readLines } from "./read-rows.ts";

const PERSONAS = 6;

/** GroupLens' MovieLens-100K: ratings become `rating` events with the stars as their value. */
export function movielens100k(folder: string): Dataset {
  const at = (name: string) => path.join(folder, name);

  /** 100,000 rows are sorted in memory: the file has no time order. Ties keep the order of the file. */
  async function* events(): AsyncGenerator<DatasetEvent> {
    const ratings: { user: string; item: string; stars: number; atMs: number }[] = [];
    for await (const line of readLines(at("u.data"))) {
      const [user = "", item = "", stars, seconds] = line.split("\t");
      ratings.push({ user, item, stars: Number(stars), atMs: Number(seconds) * 1000 });
    }
    for (const { user, item, stars, atMs } of ratings.sort((a, b) => a.atMs - b.atMs)) {
      yield { eventId: `rating-${user}-${item}`, type: "rating", userId: user, itemId: item, value: stars, timestamp: atMs };
    }
  }

  async function* users() {
    for await (const line of readLines(at("u.user"))) {
      const [userId = "", age, gender = "", occupation = "", postcode = ""] = line.split("|");
      yield { userId, attributes: { age: Number(age), gender, occupation, postcode } };
    }
  }

  return {
    format: "movielens-100k",
    events,
    users,
    items: () => films(at),
    survey: () => surveyOf(events()),
    async personas() {
      const counts = new Map<string, number>();
      for await (const { userId = "" } of events()) counts.set(userId, (counts.get(userId) ?? 0) + 1);
      const people = new Map((await Array.fromAsync(users())).map(({ userId, attributes }) => [userId, attributes]));
      const busiest = [...counts].sort((a, b) => b[1] - a[1]).slice(0, PERSONAS);
      return busiest.map(([userId, ratings]) => {
        const { occupation, age, gender } = people.get(userId) ?? {};
        return { userId, label: `Viewer ${userId}, ${occupation}`, description: `${age}, ${gender}; ${ratings} ratings.` };
      });
    },
  };
}

async function* films(at: (name: string) => string): AsyncGenerator<Item> {
  const genres = (await Array.fromAsync(readLines(at("u.genre")))).map((line) => line.split("|")[0] ?? "");
  for await (const line of readLines(at("u.item"), "latin1")) {
    const [itemId = "", title = "", released = "", , , ...flags] = line.split("|");
    const categories = genres.filter((_, i) => flags[i] === "1");
    const releasedMs = Date.parse(`${released} UTC`);
    const year = /\((\d{4})\)\s*$/.exec(title)?.[1];
    yield {
      itemId,
      title,
      categories,
      ...(year === undefined ? {} : { attributes: { year: Number(year) }, tags: [`${year.slice(0, 3)}0s`] }),
      ...(Number.isNaN(releasedMs) ? {} : { publishedAt: new Date(releasedMs).toISOString() }),
    };
  }
}
