import { type PlatformNow, platformNowSchema } from "@attune/core/metrics/schema";
import { operatorToken } from "./internal-token.ts";

/** What the api says of the whole platform right now; `undefined` while it does not answer. */
export async function readHops(internalUrl: string | undefined, secret: string): Promise<PlatformNow | undefined> {
  if (internalUrl === undefined) return undefined;
  try {
    const answer = await fetch(`${internalUrl}/internal/v1/hops`, {
      headers: { authorization: `Bearer ${operatorToken(secret, Date.now())}` },
      signal: AbortSignal.timeout(2000),
    });
    return answer.ok ? platformNowSchema.parse(await answer.json()) : undefined;
  } catch {
    return undefined;
  }
}
