import type { RecommendRequest } from "@attune/core/flows/recommend-request";
import type { Recommendations } from "@attune/core/recommendations/schema";
import { describe, expect, it } from "vitest";
import { RecentRequests } from "./recent-requests.ts";

const ANSWER = { personalized: true } as Recommendations;
const asked = (id: string, tenant = "t1", subject = "ann", placement = "home") =>
  ({ recommendationId: id, tenant: { id: tenant }, subject, placement: { key: placement }, exclude: [] }) as unknown as RecommendRequest;

function recent(...requests: readonly RecommendRequest[]): RecentRequests {
  const kept = new RecentRequests({ perTenant: 3, tenants: 2 });
  for (const [i, request] of requests.entries()) kept.add(request, ANSWER, i);
  return kept;
}
const ids = (kept: RecentRequests, tenant = "t1", placement?: string) =>
  kept.of(tenant, placement).map(({ recommendationId }) => recommendationId);

describe("RecentRequests", () => {
  it("keeps a tenant's newest, newest first, by placement", () => {
    const kept = recent(asked("1"), asked("2"), asked("3"), asked("4", "t1", "bob", "cart"), asked("5"));
    expect(ids(kept)).toEqual(["5", "4", "3"]);
    expect(ids(kept, "t1", "cart")).toEqual(["4"]);
    expect(ids(kept, "t2")).toEqual([]);
    expect(kept.of("t1")[0]).toMatchObject({ subject: "ann", placement: "home", personalized: true, atMs: 4 });
    expect(kept.of("t1")[0]).not.toHaveProperty("tenant");
  });

  it("lets the tenant give way that asked longest ago", () => {
    const kept = recent(asked("1", "t1"), asked("2", "t2"), asked("3", "t1"), asked("4", "t3"));
    expect([ids(kept, "t1"), ids(kept, "t2"), ids(kept, "t3")]).toEqual([["3", "1"], [], ["4"]]);
  });

  it("forgets a person of one tenant and goes on in order", () => {
    const kept = recent(asked("0"), asked("1"), asked("2", "t1", "bob"), asked("3"), asked("x", "t2"));
    expect(kept.forget("t1", "ann")).toBe(2);
    expect(ids(kept)).toEqual(["2"]);
    expect(ids(kept, "t2")).toEqual(["x"]);
    for (const id of ["4", "5", "6"]) kept.add(asked(id, "t1", "bob"), ANSWER, 9);
    expect(ids(kept)).toEqual(["6", "5", "4"]);
    expect(kept.forget("t9", "ann")).toBe(0);
  });
});
