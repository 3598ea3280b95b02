import type { Demographics } from "./schema.ts";

/** Segments as item popularity counts them, such as `age:25-34`. */
export function segmentsOf(demographics: Demographics, device: string | undefined): string[] {
  const segments: string[] = [];
  if (demographics.ageBand !== undefined) segments.push(`age:${demographics.ageBand}`);
  if (demographics.country !== undefined) segments.push(`country:${demographics.country}`);
  if (demographics.language !== undefined) segments.push(`language:${demographics.language}`);
  if (device !== undefined) segments.push(`device:${device}`);
  return segments;
}
