// Before the doors open: catalogue, people, their decisions, and what they did in the days before. Each part is sent once; a start that
// was interrupted goes on where it was.
import type { ApiClient } from "../api-client.ts";
import { inChunks } from "../in-chunks.ts";
import { sendEvents } from "../send-events.ts";
import type { AudienceState } from "./audience-state.ts";
import type { ShopItem } from "./catalogue.ts";
import { shopHistory } from "./history.ts";
import type { Listener } from "./listeners.ts";

const HISTORY_EVENTS = 30_000;
const BATCH = 500;
const ITEMS_PER_REQUEST = 200;

export async function openShop(
  api: ApiClient,
  items: readonly ShopItem[],
  listeners: readonly Listener[],
  state: AudienceState,
  save: (state: AudienceState) => void,
): Promise<AudienceState> {
  let current = state;
  const advance = (change: Partial<AudienceState>) => {
    current = { ...current, ...change };
    save(current);
  };
  if (!current.ready.catalogue) {
    for (const chunk of inChunks(items, ITEMS_PER_REQUEST)) await accepted(api, "/v1/items", { items: chunk.map(({ item }) => item) });
    advance({ ready: { ...current.ready, catalogue: true } });
  }
  if (!current.ready.people) {
    for (const chunk of inChunks(listeners, ITEMS_PER_REQUEST)) {
      await accepted(api, "/v1/users", { users: chunk.map(({ userId, attributes }) => ({ userId, attributes })) });
    }
    for (const { userId } of listeners.filter(({ objects }) => objects)) {
      await accepted(api, "/v1/consent", { userId, purposes: { personalization: false }, source: "demo" });
    }
    advance({ ready: { ...current.ready, people: true } });
  }
  if (current.historySent < HISTORY_EVENTS) {
    const history = shopHistory(items, listeners, HISTORY_EVENTS, current.historyEndMs);
    for (const chunk of inChunks(history.slice(current.historySent), BATCH)) {
      const { firstRejection } = await sendEvents(api, chunk);
      if (firstRejection !== undefined) throw new Error(`an event of the history was rejected: ${firstRejection}`);
      advance({ historySent: current.historySent + chunk.length });
    }
  }
  return current;
}

async function accepted(api: ApiClient, path: string, body: unknown): Promise<void> {
  const answer = await api.send("POST", path, body);
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 400)}`);
}
