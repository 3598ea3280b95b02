import { randomId } from "./random-id.ts";
import type { ClientStorage } from "./stored-events.ts";

/** Whom an event or a request is about: exactly one of the two. */
export type Person = { readonly userId: string } | { readonly anonymousId: string };

/** The person that options or a request name (a server speaks for many); a user id goes before an anonymous one. */
export function personGiven(named: {
  readonly userId?: string | undefined;
  readonly anonymousId?: string | undefined;
}): Person | undefined {
  if (named.userId !== undefined) return { userId: named.userId };
  return named.anonymousId === undefined ? undefined : { anonymousId: named.anonymousId };
}

/** A visitor's anonymous id, kept between visits where there is storage. */
export function anonymousPerson(storage: ClientStorage | undefined, name: string) {
  return {
    load(): { readonly anonymousId: string } {
      const known = attempt(() => storage?.getItem(name));
      if (typeof known === "string" && known !== "") return { anonymousId: known };
      const anonymousId = randomId();
      attempt(() => storage?.setItem(name, anonymousId));
      return { anonymousId };
    },
    forget(): void {
      attempt(() => storage?.removeItem(name));
    },
  };
}

/** Storage that the browser blocks throws on every use; the visitor is then anonymous anew each time. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
