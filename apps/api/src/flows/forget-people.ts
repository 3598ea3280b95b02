import type { RecentIdentities } from "@attune/core/flows/accept-events-dedup";
import type { personTagger } from "@attune/core/identity/person-tag";
import type { ForgetfulSubjectOf } from "@attune/core/identity/subject-alias";
import type { KeptAnswers } from "@attune/core/ports/kept-answers";
import { laneKey } from "@attune/core/ports/state-keys";
import type { RecentRequests } from "../live/recent-requests.ts";

export type ForgetPeople = (tenantId: string, subjects: readonly string[]) => Promise<Readonly<Record<string, number>>>;

/** What this process remembers of people, by place of the data map, is forgotten; kept answers name no person, so a tenant's go as a whole, wherever they are. */
export function forgetPeople(memory: {
  readonly subjectOf: ForgetfulSubjectOf;
  readonly tagOf: ReturnType<typeof personTagger>;
  readonly remembered: RecentIdentities;
  readonly recent: RecentRequests;
  readonly keptAnswers: KeptAnswers;
}): ForgetPeople {
  return async (tenantId, subjects) => {
    const sum = (forget: (subject: string) => number) => subjects.reduce((total, subject) => total + forget(subject), 0);
    return {
      "memory:aliases": sum((subject) => memory.subjectOf.forget(tenantId, subject) + memory.tagOf.forget(tenantId, subject)),
      "memory:remembered-events": sum((subject) => memory.remembered.forget(`${laneKey(tenantId, subject)}|`)),
      "memory:recent-requests": sum((subject) => memory.recent.forget(tenantId, subject)),
      "kept-answers": await memory.keptAnswers.forget(tenantId),
    };
  };
}
