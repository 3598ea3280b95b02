import { setTimeout as pause } from "node:timers/promises";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { seededRandom } from "@attune/core/ranking/seeded-random";
import { Client } from "undici";
import { monotonicMs } from "../load/monotonic-ms.ts";
import type { Session } from "./session.ts";

const EVERY_MS = 100;
const PATIENCE_MS = 2000;
/** Items this far down in their category are still viewed by many. */
const POPULAR_DEPTH = 20;

export interface FreshnessOutcome {
  readonly probes: number;
  /** Probes whose item was not named within two seconds; they count in the latencies with the time they waited. */
  readonly unseen: number;
  readonly latency: readonly number[];
  readonly polls: number;
}

/**
 * A known person views an item with known neighbours; from the acknowledgement until a recommendation for this person names the item in a reason,
 * asked for back to back. One probe each 100 ms until `until` aborts.
 */
export async function probeFreshness(session: Session, until: AbortSignal): Promise<FreshnessOutcome> {
  const { platform, shop, size } = session;
  const random = seededRandom(`probe ${session.seed} ${performance.now()}`);
  const client = new Client(platform.origin, { pipelining: 1 });
  const latency = new LatencySketch();
  const named = new Set<string>();
  let [probes, unseen, polls] = [0, 0, 0];

  const post = async (path: string, body: unknown): Promise<string> => {
    const answer = await client.request({
      path,
      method: "POST",
      headers: { ...platform.headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode > 299)
      throw new Error(`POST ${path} of a freshness probe was answered with ${answer.statusCode}: ${text.slice(0, 300)}`);
    return text;
  };
  const names = async (userId: string, itemId: string) => {
    polls += 1;
    const { items } = JSON.parse(await post("/v1/recommendations", { userId, placement: "home", count: 10 })) as {
      items: { reasons: { itemId?: string }[] }[];
    };
    return items.some(({ reasons }) => reasons.some((reason) => reason.itemId === itemId));
  };

  while (!until.aborted) {
    const nextMs = monotonicMs() + EVERY_MS;
    const person = Math.floor(random() * size.people);
    const userId = `person-${person}`;
    const itemId = shop.popularElsewhere(person, random(), Math.floor(random() * POPULAR_DEPTH));
    // An item that is named already proves nothing.
    if (!named.has(`${userId} ${itemId}`) && !(await names(userId, itemId))) {
      named.add(`${userId} ${itemId}`);
      await post("/v1/events", { eventId: `probe-${size.items}-${probes}`, type: "view", userId, itemId });
      const acknowledgedMs = monotonicMs();
      let seen = false;
      while (!seen && monotonicMs() - acknowledgedMs < PATIENCE_MS) seen = await names(userId, itemId);
      latency.add(monotonicMs() - acknowledgedMs);
      probes += 1;
      if (!seen) unseen += 1;
    }
    await pause(Math.max(0, nextMs - monotonicMs()));
  }
  await client.close();
  return { probes, unseen, latency: latency.toJSON(), polls };
}
