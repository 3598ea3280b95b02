const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** Milliseconds since 1970 of an ISO 8601 text with zone or of a number that is already that; else a sentence that says what is wrong. */
export function parseInstant(value: unknown): number | string {
  if (typeof value === "number") return Number.isFinite(value) ? value : "must be a finite number of milliseconds";
  if (typeof value !== "string") return "must be an ISO 8601 text or milliseconds since 1970";
  if (ISO_WITH_ZONE.test(value)) {
    const instant = Date.parse(value);
    return Number.isNaN(instant) ? "is not a date that exists" : instant;
  }
  if (ISO_WITH_ZONE.test(`${value}Z`)) return "has no time zone; did you mean to end it in Z?";
  if (/^\d{10,13}$/.test(value)) return "milliseconds must be a number, not a string";
  return "must be an ISO 8601 text such as 2026-01-31T12:00:00Z, or milliseconds since 1970";
}
