import type { RecommendRequest } from "@attune/core/flows/recommend-request";
import type { Recommendations } from "@attune/core/recommendations/schema";

/** A recommendation request of a customer, as far as it takes to ask it again. */
export interface RecentRequest
  extends Pick<RecommendRequest, "recommendationId" | "subject" | "itemId" | "filter" | "exclude" | "count" | "device"> {
  readonly placement: string;
  readonly personalized: boolean;
  readonly atMs: number;
}

export interface RecentRequestsOptions {
  /** Newest requests kept of a tenant. */
  readonly perTenant: number;
  /** Tenants kept; the one that asked longest ago gives way. */
  readonly tenants: number;
}

/**
 * The newest real requests of each tenant, in this process's memory only: what "what would change" asks again. About 300 bytes each, so that all of them
 * together stay below `perTenant x tenants x 300`.
 */
export class RecentRequests {
  readonly #options: RecentRequestsOptions;
  /** In the order of the last request. */
  readonly #rings = new Map<string, Ring>();

  constructor(options: RecentRequestsOptions) {
    this.#options = options;
  }

  add(request: RecommendRequest, answer: Recommendations, atMs: number): void {
    const { recommendationId, subject, itemId, filter, exclude, count, device, placement, tenant } = request;
    const { personalized } = answer;
    const ring = this.#rings.get(tenant.id) ?? new Ring(this.#options.perTenant);
    ring.add({ recommendationId, subject, itemId, filter, exclude, count, device, placement: placement.key, personalized, atMs });
    this.#rings.delete(tenant.id);
    this.#rings.set(tenant.id, ring);
    if (this.#rings.size > this.#options.tenants) this.#rings.delete(this.#rings.keys().next().value as string);
  }

  /** Newest first. */
  of(tenant: string, placement?: string): readonly RecentRequest[] {
    const all = this.#rings.get(tenant)?.newestFirst() ?? [];
    return placement === undefined ? all : all.filter((request) => request.placement === placement);
  }

  /** Forgets what a person asked; answers how many requests that were. */
  forget(tenant: string, subject: string): number {
    return this.#rings.get(tenant)?.remove((request) => request.subject === subject) ?? 0;
  }
}

class Ring {
  readonly #capacity: number;
  #requests: RecentRequest[] = [];
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(request: RecentRequest): void {
    this.#requests[this.#next] = request;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  newestFirst(): RecentRequest[] {
    return [...this.#requests.slice(this.#next), ...this.#requests.slice(0, this.#next)].reverse();
  }

  remove(unwanted: (request: RecentRequest) => boolean): number {
    const before = this.#requests.length;
    const kept = this.newestFirst()
      .reverse()
      .filter((request) => !unwanted(request));
    this.#requests = kept;
    this.#next = kept.length % this.#capacity;
    return before - kept.length;
  }
}
