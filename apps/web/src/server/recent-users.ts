import type { User } from "@attune/db/users";

/** Who somebody is and where they belong, as the database says it, at most `ttlMs` old: a page asks several times. */
export interface RecentUsers {
  /** Rejects when the database cannot be asked: nobody is let in on what was true earlier. */
  get(userId: string): Promise<User | undefined>;
  /** What was just changed is read anew. */
  forget(userId: string): void;
}

interface RecentUsersOptions {
  readonly load: (userId: string) => Promise<User | undefined>;
  readonly ttlMs: number;
  readonly nowMs: () => number;
}

const MOST_KEPT = 1_000;

export function recentUsers({ load, ttlMs, nowMs }: RecentUsersOptions): RecentUsers {
  const kept = new Map<string, { readonly user: Promise<User | undefined>; readonly atMs: number }>();
  return {
    get(userId) {
      const known = kept.get(userId);
      if (known !== undefined && nowMs() - known.atMs < ttlMs) return known.user;
      if (kept.size >= MOST_KEPT) kept.clear();
      const user = load(userId);
      const entry = { user, atMs: nowMs() };
      kept.set(userId, entry);
      user.catch(() => {
        if (kept.get(userId) === entry) kept.delete(userId);
      });
      return user;
    },
    forget: (userId) => void kept.delete(userId),
  };
}
