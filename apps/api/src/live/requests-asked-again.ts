import { setTimeout as delay } from "node:timers/promises";
import type { WhatWouldChange } from "@attune/core/live/what-would-change";
import type { ModelVersion, Placement } from "@attune/core/placements/schema";
import type { TenantControl } from "@attune/core/ports/control";
import { ChangeSummary, type ItemCount } from "@attune/core/recommendations/change-summary";
import type { Collaborators } from "../collaborators.ts";
import type { RecentRequest } from "./recent-requests.ts";

/** The console waits five seconds; what was looked at by then is answered, and said to be cut short. */
const BUDGET_MS = 3_000;
/** Nobody waits for these lists, and a list that a late store shortened would be counted as a change. */
const DEADLINE_MS = 1_000;
/** How long live requests have the process to themselves after each comparison, in multiples of what it took. */
const PAUSE = 3;
const ITEMS = 8;
const PEOPLE = 5;

export type AskAgain = (tenant: TenantControl, placement: Placement, model: ModelVersion, limit: number) => Promise<WhatWouldChange>;

/**
 * Asks a placement's newest requests again, each at one moment under the present and the other model. One request at a time over all tenants, and a pause
 * after each: live requests wait for one comparison at most (about 1 ms), and three quarters of the process stay theirs.
 */
export function requestsAskedAgain({ directory, ports, recent }: Pick<Collaborators, "directory" | "ports" | "recent">): AskAgain {
  let last: Promise<unknown> = Promise.resolve();

  async function look(tenant: TenantControl, placement: Placement, model: ModelVersion, limit: number): Promise<WhatWouldChange> {
    const catalogue = directory.of(tenant.id);
    const requests = recent.of(tenant.id, placement.key).slice(0, limit);
    const summary = new ChangeSummary();
    const untilMs = performance.now() + BUDGET_MS;
    let oldest: RecentRequest | undefined;
    for (const request of requests) {
      if (performance.now() > untilMs) break;
      const startedMs = performance.now();
      const [before, after] = await answersTo(request, tenant, placement, model);
      summary.add({ subject: request.subject, itemId: request.itemId, before, after });
      oldest = request;
      await delay(PAUSE * (performance.now() - startedMs));
    }
    const titled = ({ itemId, lists }: ItemCount) => {
      const title = catalogue.byId(itemId)?.item?.title;
      return { itemId, lists, ...(title === undefined ? {} : { title }) };
    };
    return {
      placement: placement.key,
      from: { id: placement.model.id, name: placement.model.name },
      to: { id: model.id, name: model.name },
      requests: summary.requests,
      sinceMs: oldest?.atMs ?? null,
      cutShort: summary.requests < requests.length,
      ...summary.measures(),
      coverage: { ...summary.coverage(), catalogue: catalogue.size },
      gained: summary.mostGained(ITEMS).map(titled),
      lost: summary.mostLost(ITEMS).map(titled),
      examples: summary.mostChanged(PEOPLE).map(({ itemId, ...person }) => ({ ...person, ...(itemId === undefined ? {} : { itemId }) })),
    };
  }

  async function answersTo(
    { placement: _key, personalized: _was, atMs: _at, ...request }: RecentRequest,
    tenant: TenantControl,
    placement: Placement,
    model: ModelVersion,
  ): Promise<[before: string[], after: string[]]> {
    const catalogue = directory.of(tenant.id);
    const shown = { given: undefined, includeItems: false, explain: false, deadlineMs: DEADLINE_MS };
    const answers = await ports.compareModels({ ...request, ...shown, tenant, catalogue, placement }, [placement.model, model]);
    const [before = [], after = []] = answers.map(({ items }) => items.map(({ itemId }) => itemId));
    return [before, after];
  }

  return (tenant, placement, model, limit) => {
    const mine = last.then(() => look(tenant, placement, model, limit));
    last = mine.catch(() => undefined);
    return mine;
  };
}
