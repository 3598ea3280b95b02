import type { ControlSnapshot, ControlSource, TenantControl } from "@attune/core/ports/control";

/** Answers which of these tenants there are. Rejects while the control plane cannot be read and somebody is asked for who is not known yet. */
export type FindTenants = (ids: Iterable<string>) => Promise<ReadonlyMap<string, TenantControl>>;

/** The tenants as last read; asks again only when an unknown one appears, so that a control plane that is away disturbs nobody. */
export function tenantDirectory(control: ControlSource): FindTenants {
  let snapshot: ControlSnapshot | undefined;
  return async (ids) => {
    const wanted = [...new Set(ids)];
    if (snapshot === undefined || wanted.some((id) => snapshot?.tenants.has(id) !== true))
      snapshot = (await control.load(snapshot?.version)) ?? snapshot;
    return new Map(
      wanted.flatMap((id) => {
        const tenant = snapshot?.tenants.get(id);
        return tenant === undefined ? [] : [[id, tenant] as const];
      }),
    );
  };
}
