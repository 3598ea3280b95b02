import { createHmac } from "node:crypto";
import * as z from "zod";

const TIMEOUT_MS = 5_000;
const TOKEN_SECONDS = 60;
const answerSchema = z.object({ forgotten: z.record(z.string(), z.int().nonnegative()) });

interface Apis {
  readonly urls: readonly string[];
  readonly secret: string;
  readonly clock: () => number;
}

/** What one api forgot, by place. Undefined when nothing listens there. */
type Forgotten = Readonly<Record<string, number>> | undefined;

/**
 * Asks the internal listener of every api to forget people; answers what all of them forgot. Undefined when none of them listens: then there is no memory either.
 * Rejects for any other failure, and the others have forgotten all the same.
 */
export function forgetInApi(apis: Apis) {
  return async (tenantId: string, subjects: readonly string[]): Promise<Forgotten> => {
    const answers = await Promise.allSettled(apis.urls.map((url) => forgetIn(url, apis, tenantId, subjects)));
    const failed = answers.find((answer) => answer.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    const heard = answers.flatMap((answer) => (answer.status === "fulfilled" && answer.value !== undefined ? [answer.value] : []));
    if (heard.length === 0) return undefined;
    const all: Record<string, number> = {};
    for (const forgotten of heard) for (const [place, count] of Object.entries(forgotten)) all[place] = (all[place] ?? 0) + count;
    return all;
  };
}

async function forgetIn(url: string, apis: Apis, tenantId: string, subjects: readonly string[]): Promise<Forgotten> {
  const response = await fetch(new URL("/internal/v1/privacy/forget", url), {
    method: "POST",
    headers: { authorization: `Bearer ${token(apis, tenantId)}`, "content-type": "application/json" },
    body: JSON.stringify({ subjects }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code !== "ECONNREFUSED") throw error;
  });
  if (response === undefined) return undefined;
  if (!response.ok) throw new Error(`an api answered ${response.status} when it was asked to forget`);
  return answerSchema.parse(await response.json()).forgotten;
}

/** A compact JWS as the internal listener expects it; `worker` is no role of a person. */
function token({ secret, clock }: Apis, tenant: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(clock() / 1000) + TOKEN_SECONDS;
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: "worker", tenant, role: "worker", exp })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
