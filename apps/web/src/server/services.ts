import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import { livePointSchema } from "@attune/core/live/schema";
import { type AppDb, connectApp, connectIdentity, type IdentityDb } from "@attune/db/connect";
import { databaseSettings } from "@attune/db/database-settings";
import { findUser } from "@attune/db/users";
import { type AttemptThrottle, attemptThrottle } from "./attempt-throttle.ts";
import { readEnv } from "./env.ts";
import { type Caller, type InternalApi, internalApi } from "./internal-api.ts";
import type { LiveFeed } from "./live-feed.ts";
import { liveFeeds } from "./live-feeds.ts";
import { type RecentUsers, recentUsers } from "./recent-users.ts";

/** What the console's procedures work with. */
export interface Services {
  readonly app: AppDb;
  readonly identity: IdentityDb;
  readonly recentUsers: RecentUsers;
  readonly signInThrottle: { readonly byEmail: AttemptThrottle; readonly byAddress: AttemptThrottle };
  /** Unseals what Postgres holds under it: example people, the person of a privacy request. */
  readonly masterKey: Uint8Array;
  readonly api: InternalApi;
  /** Where the tenant's shops reach the api. */
  readonly publicApiUrl: string;
  /** The live feed that all browsers of the caller's tenant share. */
  readonly liveFeedFor: (caller: Caller) => LiveFeed;
}

const RECENT_MS = 1_000;
const SIGN_IN_WINDOW_MS = 60_000;
/** Failures within a minute; a whole office can share one address. */
const SIGN_IN_FAILURES = { byEmail: 5, byAddress: 20 } as const;
const RETRY_MS = { first: 250, most: 5_000 } as const;

function build(): Services {
  const env = readEnv();
  const database = databaseSettings(env.DATABASE_URL, env.ATTUNE_MASTER_KEY);
  const api = internalApi({ baseUrl: env.INTERNAL_API_URL, secret: env.INTERNAL_TOKEN_SECRET, nowMs: Date.now });
  const feedOf = liveFeeds<Caller>(
    (caller) => caller.tenantId,
    (caller) => ({
      open: async function* (lastId, signal) {
        for await (const events of api.stream(caller, "/internal/v1/live", lastId?.toString(), signal)) {
          yield events.map((event) => livePointSchema.parse(JSON.parse(event.data)));
        }
      },
      wait: (attempt, signal) =>
        delay(Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** attempt), undefined, { signal }).catch(() => undefined),
    }),
  );
  const identity = connectIdentity(database, 2);
  const signInThrottle = (limit: number) => attemptThrottle({ limit, windowMs: SIGN_IN_WINDOW_MS, nowMs: Date.now });
  return {
    app: connectApp(database, 4),
    identity,
    recentUsers: recentUsers({ load: (userId) => findUser(identity, userId), ttlMs: RECENT_MS, nowMs: Date.now }),
    signInThrottle: { byEmail: signInThrottle(SIGN_IN_FAILURES.byEmail), byAddress: signInThrottle(SIGN_IN_FAILURES.byAddress) },
    masterKey: env.ATTUNE_MASTER_KEY,
    api,
    publicApiUrl: env.API_URL,
    liveFeedFor: feedOf,
  };
}

const KEY = Symbol.for("attune.console.services");

/**
 * The one set of collaborators of this process, built when first needed. Next loads a module once per bundle (pages, route handlers),
 * so the set hangs on `globalThis`: otherwise each bundle would open its own connections and upstream streams.
 */
export function services(): Services {
  const holder = globalThis as { [KEY]?: Services };
  holder[KEY] ??= build();
  return holder[KEY];
}
