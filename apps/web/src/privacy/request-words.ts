import type { Regulation, RequestState } from "@attune/core/privacy/schema";
import type { Tone } from "../ui/badge.tsx";

export const REGULATION_NAMES: Readonly<Record<Regulation, string>> = { gdpr: "GDPR", ccpa: "CCPA" };

/** A state in words, and how it stands with a request in it. */
export const STATE_WORDS: Readonly<Record<RequestState, { readonly label: string; readonly tone: Tone }>> = {
  received: { label: "Identity to verify", tone: "warn" },
  verified: { label: "Waiting for approval", tone: "warn" },
  approved: { label: "Approved", tone: "brand" },
  fenced: { label: "Fenced", tone: "brand" },
  keys_destroyed: { label: "Purging", tone: "brand" },
  stores_purged: { label: "Purged", tone: "brand" },
  models_clean: { label: "Scanning", tone: "brand" },
  scanned: { label: "Scanned", tone: "brand" },
  certified: { label: "Certified", tone: "ok" },
  rejected: { label: "Rejected", tone: "neutral" },
  failed: { label: "Failed", tone: "bad" },
};

const STORE_NAMES: Readonly<Record<string, string>> = {
  "topic:events": "Event log",
  "topic:consent-decisions": "Consent log",
  "topic:dead-letters": "Dead letters",
  "topic:item-deltas": "Item log",
  "topic:examples": "Training examples",
  "topic:catalogue": "Catalogue log",
  "topic:item-vectors": "Item vectors log",
  "topic:metrics": "Metrics log",
  state: "Person state",
  "state:s": "Behaviour",
  "state:a": "Attributes",
  "state:d": "Event ids",
  "state:p": "Open impressions",
  standings: "Standings",
  vectors: "Vectors",
  archive: "Archive",
  postgres: "Postgres files",
  "table:consent_ledger": "Consent ledger",
  "table:personas": "Example people",
  "memory:aliases": "Memory: aliases",
  "memory:remembered-events": "Memory: recent events",
  "memory:recent-requests": "Memory: recent requests",
  "kept-answers": "Kept answers",
  memory: "Memory of the api",
  keys: "Keys",
  items: "Item sums",
  ranker: "Ranker",
  experiments: "Experiments",
  "file:logs": "Process logs",
  "file:checkpoints": "Checkpoints",
  "file:journal": "Journal",
};

export function storeName(store: string): string {
  return STORE_NAMES[store] ?? store;
}

const DAY_MS = 86_400_000;

/** The due clock: what is left, and how pressing it is. Three quarters of a month gone is late enough to be warned of. */
export function dueWords(dueAtMs: number, finishedAtMs: number | undefined, nowMs: number): { readonly text: string; readonly tone: Tone } {
  if (finishedAtMs !== undefined)
    return { text: finishedAtMs <= dueAtMs ? "in time" : "late", tone: finishedAtMs <= dueAtMs ? "ok" : "bad" };
  const leftMs = dueAtMs - nowMs;
  if (leftMs < 0) return { text: `${Math.ceil(-leftMs / DAY_MS)} d overdue`, tone: "bad" };
  const days = Math.floor(leftMs / DAY_MS);
  return { text: days === 0 ? "due today" : `${days} d left`, tone: days <= 7 ? "warn" : "neutral" };
}
