import { type ApiRequest, apiRequest } from "./api-request.ts";
import type { ConsentStatus, Filter, Purposes, RankRequest, RecommendationRequest, Recommendations } from "./api-types.ts";
import { AttuneError } from "./attune-error.ts";
import type { RefusedEvent } from "./event-batch.ts";
import { type DroppedEvents, EventQueue, type FlushReport } from "./event-queue.ts";
import { anonymousPerson, type Person, personGiven } from "./person.ts";
import { randomId } from "./random-id.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { type ClientStorage, queuedEvent, storedEvents } from "./stored-events.ts";
import type { AnyEvents, KnownEvents, TrackArguments, TrackDetails } from "./typed-events.ts";

export type * from "./api-types.ts";
export type { AnyEvents, ClientStorage, DroppedEvents, FlushReport, Person, RefusedEvent, TrackDetails };
export { AttuneError };

/**
 * Client of the Attune API for browsers and Node. Events are queued, sent in order and in batches, and repeated with the same ids until
 * Attune answered for them; recommendations are asked for at once.
 */
export interface AttuneClientOptions {
  readonly apiUrl: string;
  /** Publishable (`atn_pk_…`) in browsers and apps, secret (`atn_sk_…`) on servers only. */
  readonly key: string;
  /** The signed-in person. Without `userId` and `anonymousId` the visitor gets a random anonymous id. */
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** How long a lone event waits for company: 250 unless told. */
  readonly flushIntervalMs?: number;
  /** Events in one request, at most 1,000: 50 unless told. */
  readonly maxBatch?: number;
  /** Events that may wait: 1,000 unless told. When full the oldest is dropped. */
  readonly maxQueue?: number;
  /** Patience for one request: 10,000 unless told. */
  readonly timeoutMs?: number;
  /** For instance `localStorage`: keeps the anonymous id and unsent events between visits. Nothing is stored unless it is given, because storing needs the visitor's consent in many places. */
  readonly storage?: ClientStorage;
  /** What announces the end of the page with `pagehide`: the window, where there is one. */
  readonly page?: Pick<EventTarget, "addEventListener" | "removeEventListener">;
  readonly onDrop?: (dropped: DroppedEvents) => void;
  /** Events that Attune did not take, with its reasons. */
  readonly onRefused?: (refused: readonly RefusedEvent[]) => void;
  /** Why sending events failed; they are sent again if `error.retryable`. */
  readonly onError?: (error: AttuneError) => void;
}

export type RecommendRequest = Omit<RecommendationRequest, "filter"> & { readonly filter?: Filter | undefined };

export interface AttuneClient<Events = AnyEvents> {
  /** Queues an event of now (or of `timestamp`) and answers its id. Never throws for a slow or absent network. */
  track<Type extends keyof KnownEvents<Events> & string>(type: Type, ...details: TrackArguments<KnownEvents<Events>[Type]>): string;
  recommend(request: RecommendRequest): Promise<Recommendations>;
  /** Orders the given items for the person. */
  rank(request: RankRequest): Promise<Recommendations>;
  /** Records what the person decided; a purpose that is not named stays as it was. Needs a secret key unless it only withdraws. */
  setConsent(purposes: Purposes, decision?: { readonly source?: string; readonly policyVersion?: number }): Promise<ConsentStatus>;
  /**
   * Withdraws every purpose, forgets unsent events and tracks nothing more until `setConsent` permits something. A stored anonymous id stays:
   * Attune knows the withdrawal by it, and a new one would be a stranger who has not objected.
   */
  withdraw(decision?: { readonly source?: string }): Promise<ConsentStatus>;
  /** The visitor has signed in. `merged`: what they did anonymously is theirs now; needs a secret key. */
  identify(userId: string): Promise<{ readonly merged: boolean }>;
  /** The visitor has signed out: whoever comes next is somebody else. */
  reset(): void;
  /** Resolves when Attune answered for every event tracked so far, or after `timeoutMs` (10,000 unless told). Never rejects. */
  flush(timeoutMs?: number): Promise<FlushReport>;
  /** Flushes, then takes no more events. What could not be sent is dropped, or kept in `storage`. */
  close(timeoutMs?: number): Promise<FlushReport>;
  /** Whom events and requests are about unless they name somebody. */
  readonly person: Person;
  readonly queued: number;
  readonly dropped: number;
}

const NOTHING = { personalization: false, analytics: false, model_training: false, sale_or_sharing: false } as const satisfies Purposes;
const MUTATION_ATTEMPTS = 4;

/**
 * `Events` maps each event type of your tenant to its properties; `attune-types` writes it from the tenant's schemas. Without it any type with
 * any properties is taken, and the API is the judge.
 */
export function attuneClient<Events = AnyEvents>(options: AttuneClientOptions): AttuneClient<Events> {
  const { key, storage } = options;
  const fetch = options.fetch ?? globalThis.fetch?.bind(globalThis);
  if (fetch === undefined) throw new TypeError("There is no global fetch here: pass `fetch`, or use Node 18 or later.");
  const maxBatch = options.maxBatch ?? 50;
  if (!(Number.isInteger(maxBatch) && maxBatch >= 1 && maxBatch <= 1000)) throw new RangeError(`maxBatch is 1 to 1000, not ${maxBatch}`);
  const maxQueue = options.maxQueue ?? 1000;
  if (!(Number.isInteger(maxQueue) && maxQueue >= 1)) throw new RangeError(`maxQueue is at least 1, not ${maxQueue}`);

  const request = apiRequest({ apiUrl: options.apiUrl, key, fetch, timeoutMs: options.timeoutMs ?? 10_000 });
  // The third part of a key is its id, which is not secret: two tenants on one origin do not read each other's store.
  const keyId = key.split("_")[3] ?? "";
  const anonymous = anonymousPerson(storage, `attune.${keyId}.anonymousId`);
  const queue = new EventQueue({
    request,
    stored: storedEvents(storage, `attune.${keyId}.events`),
    flushIntervalMs: options.flushIntervalMs ?? 250,
    maxBatch,
    maxQueue,
    random: Math.random,
    onDrop: detached(options.onDrop),
    onRefused: detached(options.onRefused),
    onError: detached(options.onError),
  });

  let person = personGiven(options) ?? anonymous.load();
  let unmergedId = "anonymousId" in person ? person.anonymousId : undefined;
  let withdrawn = false;

  const page = options.page ?? pageHere();
  const onPageHide = () => queue.sendOnExit();
  page?.addEventListener("pagehide", onPageHide);

  const decide = (purposes: Purposes, source: string | undefined, policyVersion: number | undefined): Promise<ConsentStatus> => {
    const body = JSON.stringify({ ...person, purposes, source: source ?? "sdk", policyVersion });
    return repeated(request, "v1/consent", body) as Promise<ConsentStatus>;
  };

  return {
    track(type, ...[given]) {
      const details = (given ?? {}) as TrackDetails;
      const eventId = randomId();
      const { userId: _user, anonymousId: _anonymous, ...rest } = details;
      const timestamp = details.timestamp ?? new Date().toISOString();
      const event = queuedEvent({ eventId, type, ...(personGiven(details) ?? person), ...rest, timestamp });
      if (withdrawn) queue.refuse(event);
      else queue.add(event);
      return eventId;
    },
    // The answers' types are the API's contract; checking them here would cost every page a validator.
    recommend: (asked) => {
      queue.drain();
      return request("v1/recommendations", JSON.stringify({ ...asked, ...(personGiven(asked) ?? person) })) as Promise<Recommendations>;
    },
    rank: (asked) => {
      queue.drain();
      return request("v1/rank", JSON.stringify({ ...asked, ...(personGiven(asked) ?? person) })) as Promise<Recommendations>;
    },
    async setConsent(purposes, decision = {}) {
      const status = await decide(purposes, decision.source, decision.policyVersion);
      if (Object.values(purposes).includes(true)) withdrawn = false;
      return status;
    },
    withdraw(decision = {}) {
      // At once, whatever becomes of the request: a gate must not wait for the network.
      withdrawn = true;
      queue.discard();
      return decide(NOTHING, decision.source, undefined);
    },
    async identify(userId) {
      person = { userId };
      anonymous.forget();
      if (unmergedId === undefined || key.startsWith("atn_pk_")) return { merged: false };
      try {
        await repeated(request, "v1/users/merge", JSON.stringify({ anonymousId: unmergedId, userId }));
      } catch (error) {
        // Any other failure leaves the anonymous id to be merged by the next call.
        if (!(error instanceof AttuneError && error.status === 403)) throw error;
        return { merged: false };
      }
      unmergedId = undefined;
      return { merged: true };
    },
    reset() {
      anonymous.forget();
      const fresh = anonymous.load();
      person = fresh;
      unmergedId = fresh.anonymousId;
      withdrawn = false;
    },
    flush: (timeoutMs = 10_000) => queue.flush(timeoutMs),
    close(timeoutMs = 10_000) {
      page?.removeEventListener("pagehide", onPageHide);
      return queue.close(timeoutMs);
    },
    get person() {
      return person;
    },
    get queued() {
      return queue.size;
    },
    get dropped() {
      return queue.dropped;
    },
  };
}

/** A callback that throws is its author's error and must not stop the queue. */
function detached<T>(callback: ((value: T) => void) | undefined): (value: T) => void {
  return (value) => {
    if (callback !== undefined) queueMicrotask(() => callback(value));
  };
}

function pageHere(): AttuneClientOptions["page"] {
  const here = globalThis as Partial<Pick<EventTarget, "addEventListener" | "removeEventListener">>;
  return typeof here.addEventListener === "function" ? (here as AttuneClientOptions["page"]) : undefined;
}

/** A change that must arrive: tried a few times under one idempotency key, so that it counts once. */
async function repeated(request: ApiRequest, path: string, json: string): Promise<unknown> {
  const idempotencyKey = randomId();
  for (let attempt = 0; ; attempt++) {
    try {
      return await request(path, json, { idempotencyKey });
    } catch (error) {
      if (!(error instanceof AttuneError && error.retryable) || attempt + 1 === MUTATION_ATTEMPTS) throw error;
      const waitMs = retryDelayMs(attempt, error.retryAfterMs, Math.random());
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
