import type { UsageOfDay } from "./usage-days.ts";

interface TenantDays {
  readonly slug: string;
  readonly days: readonly UsageOfDay[];
}

const COLUMNS: readonly (readonly [header: string, value: (tenant: TenantDays, day: UsageOfDay) => string | number])[] = [
  ["day", (_, { dayMs }) => isoDay(dayMs)],
  ["tenant", ({ slug }) => slug],
  ["events", (_, day) => day.events],
  ["recommendations", (_, day) => day.recommendations],
  ["withheld_events", (_, day) => day.withheldEvents],
  ["withheld_recommendations", (_, day) => day.withheldRecommendations],
  ["withheld_examples", (_, day) => day.withheldExamples],
  ["suppressed_events", (_, day) => day.suppressedEvents],
  ["storage_bytes", (_, day) => day.storageBytes ?? ""],
];

/** One line per tenant and day (RFC 4180), days in UTC. Slugs are lower-case words with hyphens, so no cell needs quotes or can start a formula. */
export function usageCsv(tenants: readonly TenantDays[]): string {
  const lines = tenants.flatMap((tenant) => tenant.days.map((day) => COLUMNS.map(([, value]) => value(tenant, day)).join(",")));
  return `${[COLUMNS.map(([header]) => header).join(","), ...lines].join("\r\n")}\r\n`;
}

/** Such as 2026-11-21. */
export function isoDay(dayMs: number): string {
  return new Date(dayMs).toISOString().slice(0, 10);
}
