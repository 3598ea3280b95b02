import { PURPOSES, type Standing } from "@attune/core/consent/schema";

type Packed = [
  version: 1,
  changedAtMs: number,
  suppressed: 0 | 1,
  purposes: string,
  policyVersion: number | null,
  source: string | null,
  ageBand: string | null,
  country: string | null,
  language: string | null,
  /** Only where the person is suppressed by a request. */
  suppressedBy?: string,
];

/** A standing as bytes: a JSON array, about 60 bytes; purposes as a letter each in the order of PURPOSES: y, n or - for undecided. */
export function packStanding({ purposes, policyVersion, source, demographics, suppressed, suppressedBy, changedAtMs }: Standing): Buffer {
  const letters = PURPOSES.map((purpose) => (purposes[purpose] === undefined ? "-" : purposes[purpose] ? "y" : "n")).join("");
  const { ageBand, country, language } = demographics;
  const packed: Packed = [
    1,
    changedAtMs,
    suppressed ? 1 : 0,
    letters,
    policyVersion ?? null,
    source ?? null,
    ageBand ?? null,
    country ?? null,
    language ?? null,
  ];
  if (suppressedBy !== undefined) packed.push(suppressedBy);
  return Buffer.from(JSON.stringify(packed), "utf8");
}

/** Throws for the layout of a newer release: what it says cannot be guessed. */
export function unpackStanding(bytes: Buffer): Standing {
  const [version, changedAtMs, suppressed, letters, policyVersion, source, ageBand, country, language, suppressedBy] = JSON.parse(
    bytes.toString("utf8"),
  ) as Packed;
  if (version !== 1) throw new Error(`a standing was written by a newer release (layout ${String(version)})`);
  const decided = PURPOSES.flatMap((purpose, i) => (letters[i] === "-" ? [] : [[purpose, letters[i] === "y"] as const]));
  const declared = Object.entries({ ageBand, country, language }).filter(([, value]) => value !== null);
  return {
    purposes: Object.fromEntries(decided),
    policyVersion: policyVersion ?? undefined,
    source: source ?? undefined,
    demographics: Object.fromEntries(declared),
    suppressed: suppressed === 1,
    ...(suppressedBy === undefined ? {} : { suppressedBy }),
    changedAtMs,
  };
}
