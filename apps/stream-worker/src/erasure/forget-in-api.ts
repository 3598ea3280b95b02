import { createHmac } from "node:crypto";
import * as z from "zod";

const TIMEOUT_MS = 5_000;
const TOKEN_SECONDS = 60;
const answerSchema = z.object({ forgotten: z.record(z.string(), z.int().nonnegative()) });

/** Asks the api's internal listener to forget people. Undefined when nothing listens there: then there is no memory either. Rejects for any other failure. */
export function forgetInApi(api: { readonly url: string; readonly secret: string; readonly clock: () => number }) {
  return async (tenantId: string, subjects: readonly string[]): Promise<Readonly<Record<string, number>> | undefined> => {
    const response = await fetch(new URL("/internal/v1/privacy/forget", api.url), {
      method: "POST",
      headers: { authorization: `Bearer ${token(api, tenantId)}`, "content-type": "application/json" },
      body: JSON.stringify({ subjects }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code !== "ECONNREFUSED") throw error;
    });
    if (response === undefined) return undefined;
    if (!response.ok) throw new Error(`the api answered ${response.status} when it was asked to forget`);
    return answerSchema.parse(await response.json()).forgotten;
  };
}

/** A compact JWS as the internal listener expects it; `worker` is no role of a person. */
function token({ secret, clock }: { readonly secret: string; readonly clock: () => number }, tenant: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(clock() / 1000) + TOKEN_SECONDS;
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: "worker", tenant, role: "worker", exp })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
