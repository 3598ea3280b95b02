/**
 * Every place where a person can be, and what an erasure does there. A test compares this list with the topics, the keys of the state store and the tables as
 * they are in the code: whoever adds one of those says here what of a person it holds.
 */
export interface DataPlace {
  readonly place: string;
  /** `alias`: a person can be found there by alias or content. `tag`: by keyed hash alone, which outlives an erasure. `nobody`: no person. */
  readonly holds: "alias" | "tag" | "sealed" | "nobody";
  /** What an erasure does there. */
  readonly purge: string;
}

const place = (name: string, holds: DataPlace["holds"], purge: string): DataPlace => ({ place: name, holds, purge });

export const DATA_MAP: readonly DataPlace[] = [
  place("topic:events", "alias", "records of the person's key are deleted and what they left in the file is overwritten"),
  place("topic:consent-decisions", "alias", "records of the person's key are deleted and what they left in the file is overwritten"),
  place("topic:dead-letters", "alias", "letters of the person's key are deleted and what they left in the file is overwritten"),
  place("topic:item-deltas", "nobody", "carries items and weights"),
  place("topic:examples", "nobody", "carries features and labels"),
  place("topic:catalogue", "nobody", "carries items"),
  place("topic:item-vectors", "nobody", "carries items"),
  place("topic:metrics", "nobody", "carries counts"),

  place("state:s", "alias", "a person's behaviour: deleted by the fold of the erasure record"),
  place("state:a", "alias", "a person's declared attributes: deleted by the fold of the erasure record"),
  place("state:d", "alias", "ids of a person's events: deleted by the fold of the erasure record"),
  place("state:p", "alias", "impressions whose outcome is open: those of the person are deleted by the fold of the erasure record"),
  place("state:x", "nobody", "sums of an experiment: the person's contribution is taken out by the fold of the erasure record"),
  place("state:u", "nobody", "counts by day"),
  place("state:m", "nobody", "bookkeeping of a lane"),
  place("state:i", "nobody", "sums over an item; see the exceptions of the certificate"),
  place("state:t", "nobody", "lists of items"),
  place("state:r", "nobody", "weights of the ranker; see the exceptions of the certificate"),

  place("standings", "alias", "the person's standing is deleted; one under their tag says that they are suppressed"),
  place("vectors", "nobody", "vectors are of items; a person's is computed in each request and not stored"),
  place("archive", "nobody", "there is none"),

  place("table:tenants", "nobody", ""),
  place("table:users", "nobody", "people of the console, not of the tenant's shop"),
  place("table:memberships", "nobody", ""),
  place("table:api_keys", "nobody", ""),
  place("table:event_types", "nobody", ""),
  place("table:event_schemas", "nobody", ""),
  place("table:model_versions", "nobody", ""),
  place("table:placements", "nobody", ""),
  place("table:placement_promotions", "nobody", ""),
  place("table:experiments", "nobody", ""),
  place("table:consent_policies", "nobody", ""),
  place("table:usage_days", "nobody", "counts by day"),
  place("table:audit_log", "nobody", "actions on the control plane; of a privacy request its id, never the person"),
  place("table:dead_letter_actions", "nobody", "ids of letters and what was done with them"),
  place("table:control_version", "nobody", ""),
  place("table:consent_ledger", "tag", "the person's decisions are deleted, and the table is vacuumed"),
  place("table:personas", "sealed", "example people who are the person are deleted, and the table is vacuumed"),
  place(
    "table:privacy_requests",
    "sealed",
    "the sealed id is removed when the certificate is written, and the table is vacuumed; the tag stays",
  ),
  place("table:privacy_receipts", "nobody", "counts by store"),
  place("table:erasure_ledger", "tag", "stays: it says that this tag was erased"),

  place("memory:aliases", "alias", "aliases and tags of hot ids in each api process are forgotten"),
  place("memory:recent-requests", "alias", "requests that are kept to be asked again are forgotten"),
  place("memory:remembered-events", "alias", "ids of recent events are forgotten"),
  place(
    "kept-answers",
    "alias",
    "answers kept by Idempotency-Key are forgotten, all of the tenant's: in Redis, or in the memory of the one api process",
  ),
  place("memory:ingest-feed", "nobody", "what became of recent events, without persons"),
  place("memory:waiting-impressions", "alias", "are appended within milliseconds, before the fence closes"),

  place("file:checkpoints", "alias", "written anew from the state without the person; those of before are overwritten and deleted"),
  place("file:logs", "nobody", "logs of the processes name requests, never persons; they are scanned"),
  place("file:journal", "nobody", "what the supervisor did; it is scanned"),
  place("file:postgres", "nobody", "tables, indexes and write-ahead log of the embedded server; they are scanned"),
];
