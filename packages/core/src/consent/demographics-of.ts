import type { FaultDetail } from "../faults.ts";
import type { Demographics } from "./schema.ts";

export const AGE_BANDS = ["0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"] as const;
const BAND_ENDS = [17, 24, 34, 44, 54, 64, Number.POSITIVE_INFINITY] as const;

/**
 * The segments that declared attributes put a person into: `age` in years or `birthYear`, `country` (ISO 3166-1 alpha-2), `language` (BCP 47, of
 * which the primary language counts). Of the age only the band goes on. Anything malformed is named by its path.
 */
export function demographicsOf(
  attributes: Readonly<Record<string, unknown>>,
  yearNow: number,
  path: string,
): { demographics: Demographics; errors: readonly FaultDetail[] } {
  const errors: FaultDetail[] = [];
  const demographics: { -readonly [K in keyof Demographics]: Demographics[K] } = {};
  const { age, birthYear, country, language } = attributes;

  if (age !== undefined) {
    if (typeof age === "number" && age >= 0 && age <= 130) demographics.ageBand = ageBand(age);
    else errors.push({ path: `${path}.age`, message: "must be a number of years from 0 to 130" });
  } else if (birthYear !== undefined) {
    if (typeof birthYear === "number" && Number.isInteger(birthYear) && birthYear >= yearNow - 130 && birthYear <= yearNow)
      demographics.ageBand = ageBand(yearNow - birthYear);
    else errors.push({ path: `${path}.birthYear`, message: `must be a year from ${yearNow - 130} to ${yearNow}` });
  }
  if (country !== undefined) {
    demographics.country = countrySegment(country);
    if (demographics.country === undefined)
      errors.push({ path: `${path}.country`, message: "must be a two-letter country code such as GB" });
  }
  if (language !== undefined) {
    demographics.language = languageSegment(language);
    if (demographics.language === undefined)
      errors.push({ path: `${path}.language`, message: "must be a language tag such as en or en-GB" });
  }
  return { demographics, errors };
}

export function ageBand(years: number): (typeof AGE_BANDS)[number] {
  return AGE_BANDS[BAND_ENDS.findIndex((end) => Math.floor(years) <= end)] as (typeof AGE_BANDS)[number];
}

export function countrySegment(country: unknown): string | undefined {
  return typeof country === "string" && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : undefined;
}

export function languageSegment(language: unknown): string | undefined {
  return typeof language === "string" && /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$/.test(language)
    ? language.split(/[-_]/, 1)[0]?.toLowerCase()
    : undefined;
}

export function deviceSegment(device: unknown): string | undefined {
  return typeof device === "string" && /^[A-Za-z][\w-]{0,31}$/.test(device) ? device.toLowerCase() : undefined;
}
