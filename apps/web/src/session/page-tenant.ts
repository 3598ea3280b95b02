/**
 * The tenant that an open page shows travels with what it asks: all tabs share one session, and a switch in one of them must not make
 * another's buttons act on the tenant that it does not show.
 */
export const TENANT_HEADER = "x-attune-tenant";

/** In the browser: what the console's layout says of itself; undefined outside of it, such as on the sign-in page. */
export const pageTenantId = (): string | undefined => document.querySelector<HTMLElement>("[data-tenant]")?.dataset["tenant"];
