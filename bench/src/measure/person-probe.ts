import { Client } from "undici";
import type { Session } from "./session.ts";

/** Items this far down in their category are still viewed by many. */
const POPULAR_DEPTH = 20;

/** Somebody and an item that is none of theirs: once they view it, their next list names it in a reason. */
export interface Pair {
  readonly userId: string;
  readonly itemId: string;
}

/** Asks for single people over one connection, from outside like anybody. */
export function personProbe({ platform, shop, size }: Session) {
  const client = new Client(platform.origin, { pipelining: 1 });

  async function post(path: string, body: unknown): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await client.request({
      path,
      method: "POST",
      headers: { ...platform.headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  }

  /** Throws when the answer is no success: figures of a platform that refuses would mean something else than they say. */
  async function mustPost(path: string, body: unknown): Promise<string> {
    const { status, text } = await post(path, body);
    if (status > 299) throw new Error(`POST ${path} of a probe was answered with ${status}: ${text.slice(0, 300)}`);
    return text;
  }

  return {
    draw(random: () => number): Pair {
      const person = Math.floor(random() * size.people);
      return { userId: `person-${person}`, itemId: shop.popularElsewhere(person, random(), Math.floor(random() * POPULAR_DEPTH)) };
    },
    /** Whether the person's list names the item in a reason by now. */
    async names({ userId, itemId }: Pair): Promise<boolean> {
      const { items } = JSON.parse(await mustPost("/v1/recommendations", { userId, placement: "home", count: 10 })) as {
        items: { reasons: { itemId?: string }[] }[];
      };
      return items.some(({ reasons }) => reasons.some((reason) => reason.itemId === itemId));
    },
    /** Resolves when the event is acknowledged. */
    async view({ userId, itemId }: Pair, eventId: string): Promise<void> {
      await mustPost("/v1/events", { eventId, type: "view", userId, itemId });
    },
    close: () => client.close(),
  };
}
