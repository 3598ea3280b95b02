// The simulated audience, live: a crowd of sessions that take turns, at a steady rate of events whatever the platform answers.
import { z } from "zod";
import type { ApiClient } from "../api-client.ts";
import { seededRandom } from "../seeded-random.ts";
import { sendEvents } from "../send-events.ts";
import type { ShopItem } from "./catalogue.ts";
import { type ListTally, observe } from "./click-through.ts";
import type { Listener } from "./listeners.ts";
import { browse, type Deed, newSession, reactToList, type Session } from "./session.ts";
import type { ShopEvent } from "./shop-event.ts";

export interface Audience {
  /** One person's next turn: asks for a list or browses, and reports what they did. Resolves with how many events that were. */
  turn(): Promise<number>;
  readonly tally: ListTally;
}

export interface AudienceOptions {
  readonly api: ApiClient;
  readonly items: readonly ShopItem[];
  readonly listeners: readonly Listener[];
  readonly run: number;
  readonly tally: ListTally;
  readonly now: () => number;
}

const listSchema = z.object({ recommendationId: z.string(), personalized: z.boolean(), items: z.array(z.object({ itemId: z.string() })) });

const AT_ONCE = 60;
const BROWSES_ALONE = 0.2;
const LIST_LENGTH = 10;

interface Visit extends Session {
  readonly id: string;
  events: number;
}

export function openAudience(options: AudienceOptions): Audience {
  const { api, items, listeners, now } = options;
  const random = seededRandom(`music-shop/audience/${options.run}`);
  const indexOf = new Map(items.map(({ item }, i) => [item.itemId, i]));
  const waiting: Visit[] = [];
  const present = new Set<string>();
  let visits = 0;
  let tally = options.tally;

  /** Somebody who is not there yet; `undefined` when everybody is. */
  const enter = (): Visit | undefined => {
    if (present.size === listeners.length) return undefined;
    const listener = listeners[random.weighted(listeners.map(({ userId, activity }) => (present.has(userId) ? 0 : activity)))];
    if (listener === undefined) return undefined;
    present.add(listener.userId);
    visits += 1;
    return Object.assign(newSession(listener, random), { id: `run-${options.run}-${visits}`, events: 0 });
  };

  const showList = async (visit: Visit): Promise<{ deeds: Deed[]; recommendationId: string | undefined }> => {
    const here = visit.current === undefined ? undefined : items[visit.current];
    const placement = here !== undefined && random.chance(0.35) ? "item" : random.chance(0.12) ? "trending" : "home";
    const request = {
      userId: visit.listener.userId,
      placement,
      count: LIST_LENGTH,
      ...(placement === "item" ? { itemId: here?.item.itemId } : {}),
    };
    const answer = await api.send("POST", "/v1/recommendations", request);
    const list = listSchema.safeParse(answer.body);
    if (!list.success) throw new Error(`/v1/recommendations answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`);
    const shown = list.data.items.flatMap(({ itemId }) => indexOf.get(itemId) ?? []);
    const deeds = reactToList(visit, shown, items, random);
    if (placement === "home")
      tally = observe(tally, { personalized: list.data.personalized, clicked: deeds.some(({ type }) => type === "click") });
    return { deeds, recommendationId: list.data.recommendationId };
  };

  return {
    get tally() {
      return tally;
    },
    async turn() {
      while (waiting.length < AT_ONCE) {
        const newcomer = enter();
        if (newcomer === undefined) break;
        waiting.push(newcomer);
      }
      const [visit] = waiting.splice(random.int(0, waiting.length), 1); // nobody takes two turns at once
      if (visit === undefined) return 0;
      const { deeds, recommendationId } = random.chance(BROWSES_ALONE)
        ? { deeds: browse(visit, items, random), recommendationId: undefined }
        : await showList(visit);
      const events = deeds.map(
        (deed): ShopEvent => ({
          eventId: `${visit.id}-${visit.events++}`,
          userId: visit.listener.userId,
          sessionId: visit.id,
          timestamp: now(),
          ...deed,
          ...(recommendationId === undefined ? {} : { recommendationId }),
        }),
      );
      if (events.length > 0) {
        const sent = await sendEvents(api, events);
        if (sent.firstRejection !== undefined) throw new Error(`an event was rejected: ${sent.firstRejection}`);
      }
      visit.stepsLeft -= 1;
      if (visit.stepsLeft > 0) waiting.push(visit);
      else present.delete(visit.listener.userId);
      return events.length;
    },
  };
}
