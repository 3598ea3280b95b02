import "server-only";
import { setTimeout as delay } from "node:timers/promises";
import { livePointSchema } from "@attune/core/live/schema";
import { type AppDb, connectApp, connectIdentity, type IdentityDb } from "@attune/db/connect";
import { databaseSettings } from "@attune/db/database-settings";
import { readEnv } from "./env.ts";
import { type Caller, type InternalApi, internalApi } from "./internal-api.ts";
import type { LiveFeed } from "./live-feed.ts";
import { liveFeeds } from "./live-feeds.ts";

/** What the console's procedures work with. */
export interface Services {
  readonly app: AppDb;
  readonly identity: IdentityDb;
  readonly api: InternalApi;
  /** The live feed that all browsers of the caller's tenant share. */
  readonly liveFeedFor: (caller: Caller) => LiveFeed;
}

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
  return { app: connectApp(database, 4), identity: connectIdentity(database, 2), api, liveFeedFor: feedOf };
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
