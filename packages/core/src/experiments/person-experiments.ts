import type { Exposure, PersonExperiment } from "./schema.ts";

/** Ended experiments that are remembered of a person, the newest. */
export const KEPT_ENDED = 8;
/** An experiment that showed a person nothing for so long is over for them. */
const ENDED_AFTER_MS = 30 * 86_400_000;

type Entries = readonly PersonExperiment[];
type Phase = Pick<PersonExperiment, "experimentId" | "phase">;

/** A list of the experiment was shown. The first one decides which variant is the person's. */
export function exposed(entries: Entries, exposure: Exposure, atMs: number): Entries {
  const { experimentId, phase, variant, conversionEvent } = exposure;
  const known = entries.find((entry) => isOf(entry, exposure));
  if (known === undefined) {
    const first = { firstAtMs: atMs, lastAtMs: atMs, lists: 1, clicked: 0, converted: false, several: false };
    return [...entries, { experimentId, phase, variant, conversionEvent, ...first }];
  }
  return replaced(entries, known, {
    ...known,
    firstAtMs: Math.min(known.firstAtMs, atMs),
    lastAtMs: Math.max(known.lastAtMs, atMs),
    lists: known.lists + 1,
    several: known.several || known.variant !== variant,
  });
}

/** A list of the experiment had its first outcome. */
export function clicked(entries: Entries, exposure: Phase): Entries {
  const known = entries.find((entry) => isOf(entry, exposure));
  return known === undefined ? entries : replaced(entries, known, { ...known, clicked: Math.min(known.lists, known.clicked + 1) });
}

/** An event converts wherever it is the first of its type since the person's first list. */
export function converted(entries: Entries, eventType: string, occurredAtMs: number): Entries {
  const converts = (entry: PersonExperiment) => !entry.converted && entry.conversionEvent === eventType && occurredAtMs >= entry.firstAtMs;
  return entries.some(converts) ? entries.map((entry) => (converts(entry) ? { ...entry, converted: true } : entry)) : entries;
}

/**
 * What an anonymous person brings to the known person they turned out to be. Where both took part the known person's variant stays; what was done under
 * the other one is not added to it, and the person counts among those with several variants.
 */
export function joined(known: Entries, anonymous: Entries): Entries {
  const theirsAlone = anonymous.filter((theirs) => !known.some((own) => isOf(own, theirs)));
  const both = known.map((own) => {
    const theirs = anonymous.find((entry) => isOf(entry, own));
    return theirs === undefined ? own : joinedEntry(own, theirs);
  });
  return [...both, ...theirsAlone];
}

function joinedEntry(own: PersonExperiment, theirs: PersonExperiment): PersonExperiment {
  if (own.variant !== theirs.variant) return { ...own, several: true };
  return {
    ...own,
    firstAtMs: Math.min(own.firstAtMs, theirs.firstAtMs),
    lastAtMs: Math.max(own.lastAtMs, theirs.lastAtMs),
    lists: own.lists + theirs.lists,
    clicked: own.clicked + theirs.clicked,
    converted: own.converted || theirs.converted,
    several: own.several || theirs.several,
  };
}

/** Without the ended ones beyond the newest eight: they stay in their experiment's sums, but the person no longer knows of them. */
export function withoutForgotten(entries: Entries): Entries {
  if (entries.length <= KEPT_ENDED) return entries;
  const newestMs = Math.max(...entries.map(({ lastAtMs }) => lastAtMs));
  const ended = entries.filter(({ lastAtMs }) => lastAtMs < newestMs - ENDED_AFTER_MS).sort((a, b) => b.lastAtMs - a.lastAtMs);
  const forgotten = new Set(ended.slice(KEPT_ENDED));
  return forgotten.size === 0 ? entries : entries.filter((entry) => !forgotten.has(entry));
}

function isOf(entry: PersonExperiment, { experimentId, phase }: Phase): boolean {
  return entry.experimentId === experimentId && entry.phase === phase;
}

function replaced(entries: Entries, old: PersonExperiment, by: PersonExperiment): Entries {
  return entries.map((entry) => (entry === old ? by : entry));
}
