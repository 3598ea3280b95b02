import { packSubjectState } from "@attune/core/features/pack-subject-state";
import { emptySubjectState } from "@attune/core/features/subject-state";
import { itemKey } from "@attune/core/identity/item-key";
import { ITEM_MODEL } from "@attune/core/models/model-settings";
import { packTopList } from "@attune/core/models/pack-top-list";
import { TopList } from "@attune/core/models/top-list";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import type { ModelSettings } from "@attune/core/placements/schema";
import type { TenantControl } from "@attune/core/ports/control";
import { subjectStateKey, topListKey } from "@attune/core/ports/state-keys";
import type { StateKey, StateStore } from "@attune/core/ports/state-store";
import { callApi, type TestApi } from "./test-api.fixture.ts";

const PLAIN = { candidates: 100, ranker: "none", diversity: 0, exploration: 0 } as const;

/** Two pipelines whose lists have no item in common in the shop below: what is popular does not move, what moves is not popular. */
export const RIVALS = {
  popular: { ...PLAIN, retrievers: { popularity: 1 } },
  trending: { ...PLAIN, retrievers: { trending: 1 } },
} as const satisfies Record<string, ModelSettings>;

/** Longer than any list asked for, so that neither model has to fill up with the other's items. */
const STOCK = 40;

/** Stocks the tenant's shop and makes these people known, so that their lists follow the placement's model. `key` is a secret key of the tenant. */
export async function openRivalShop(
  { app, collaborators, ports }: TestApi,
  tenant: TenantControl,
  key: string,
  userIds: readonly string[],
): Promise<void> {
  const idsOf = (name: string) => Array.from({ length: STOCK }, (_, i) => `${name}-${i}`);
  const items = ["popular", "trending"].flatMap(idsOf).map((itemId) => ({ itemId, title: `The ${itemId}` }));
  const stocked = await callApi(app, "POST", "/v1/items", { items }, { authorization: `Bearer ${key}` });
  if (stocked.status !== 200) throw new Error(`The items were answered with ${stocked.status}: ${stocked.text}`);

  const out = new ByteWriter();
  const nowMs = ports.clock();
  const listOf = (name: string, halfLifeMs: number) => {
    const list = new TopList(STOCK);
    for (const [i, itemId] of idsOf(name).entries()) list.offer(itemKey(itemId), nowMs / halfLifeMs + 8 - i / 16);
    return packTopList(list, out);
  };
  await put(ports.state, topListKey(tenant.id, 0, "popularity"), listOf("popular", ITEM_MODEL.popularityHalfLifeMs));
  for (const [scale, halfLifeMs] of ITEM_MODEL.trendingHalfLivesMs.entries()) {
    await put(ports.state, topListKey(tenant.id, 0, `trending:${scale}`), listOf("trending", halfLifeMs));
  }
  for (const userId of userIds) {
    const { subject } = collaborators.subjectOf(tenant, "user", userId);
    await put(
      ports.state,
      subjectStateKey(tenant.id, subject),
      packSubjectState({ ...emptySubjectState(""), firstSeenMs: nowMs, lastSeenMs: nowMs }, out),
    );
  }
}

/** Which of the rivals an answer's items come from; undefined when it mixes them or is empty. */
export function rivalOf(items: readonly { readonly itemId: string }[]): keyof typeof RIVALS | undefined {
  const names = new Set(items.map(({ itemId }) => itemId.split("-")[0]));
  const [name] = names;
  return names.size === 1 && (name === "popular" || name === "trending") ? name : undefined;
}

async function put(state: StateStore, { key, ...lane }: StateKey, value: Uint8Array): Promise<void> {
  const { epoch, offset } = await state.claim(lane);
  await state.commit({ ...lane, epoch, expectedOffset: offset, nextOffset: offset, puts: [[key, value]] });
}
