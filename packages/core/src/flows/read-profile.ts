import type { CatalogueView } from "../catalogue/catalogue-view.ts";
import { affinityShares } from "../features/affinities.ts";
import { unpackSubjectState } from "../features/pack-subject-state.ts";
import type { Affinity } from "../features/schema.ts";
import type { SubjectState } from "../features/subject-state.ts";
import { attributesKey, subjectStateKey } from "../ports/state-keys.ts";
import type { StateStore } from "../ports/state-store.ts";

/** A person as their folded state shows them. */
export interface Profile {
  readonly attributes: Record<string, unknown>;
  /** Exact lifetime counts, visible as soon as they are folded. */
  readonly eventCounts: Record<string, number>;
  /** Newest first; items that the catalogue no longer knows are left out. */
  readonly recentItems: { readonly itemId: string; readonly type: string; readonly atMs: number }[];
  readonly affinities: readonly Affinity[];
  readonly lastSeenAtMs: number | undefined;
  readonly known: boolean;
}

/** Of somebody who is not known. */
export const EMPTY_PROFILE: Profile = {
  attributes: {},
  eventCounts: {},
  recentItems: [],
  affinities: [],
  lastSeenAtMs: undefined,
  known: false,
};

export interface ProfileRequest {
  readonly tenant: string;
  readonly subject: string;
  readonly catalogue: CatalogueView;
}

/** Reads a person's profile; of a person merged into another, the other's. Rejects when the store fails. */
export function profileReader(ports: { readonly state: StateStore }): (request: ProfileRequest) => Promise<Profile> {
  return async ({ tenant, subject, catalogue }) => {
    const own = await readPerson(ports.state, tenant, subject);
    const { state, attributes } =
      own.state !== undefined && own.state.redirect !== "" ? await readPerson(ports.state, tenant, own.state.redirect) : own;
    return {
      attributes: { ...own.attributes, ...attributes },
      eventCounts: Object.fromEntries(state?.counts ?? []),
      recentItems: (state?.recents ?? []).flatMap(({ key, type, atMs }) => {
        const itemId = catalogue.byKey(key)?.itemId;
        return itemId === undefined ? [] : [{ itemId, type, atMs }];
      }),
      affinities: state === undefined ? [] : affinityShares(state.affinities),
      lastSeenAtMs: state === undefined || state.lastSeenMs === 0 ? undefined : state.lastSeenMs,
      known: state !== undefined && state.firstSeenMs > 0,
    };
  };
}

async function readPerson(
  store: StateStore,
  tenant: string,
  subject: string,
): Promise<{ state: SubjectState | undefined; attributes: Record<string, unknown> }> {
  const [packed, attributes] = await store.read([subjectStateKey(tenant, subject), attributesKey(tenant, subject)]);
  return {
    state: packed === undefined ? undefined : unpackSubjectState(packed),
    attributes: attributes === undefined ? {} : (JSON.parse(new TextDecoder().decode(attributes)) as Record<string, unknown>),
  };
}
