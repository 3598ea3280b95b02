import type { RequestStream } from "../load/load-plan.ts";

/** What the platform answered to one request: the memory server repeats it byte for byte. */
export interface CapturedAnswer {
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The framework and the connection write these themselves. */
const OWN_HEADERS = new Set(["connection", "keep-alive", "date", "content-length", "transfer-encoding"]);

/** Throws when the platform does not answer with success. */
export async function captureAnswer(origin: string, { path, headers, bodies }: RequestStream): Promise<CapturedAnswer> {
  const init = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: bodies[0] ?? "" };
  const answer = await fetch(`${origin}${path}`, init);
  const body = await answer.text();
  if (!answer.ok) throw new Error(`POST ${path} was answered with ${answer.status}: ${body.slice(0, 300)}`);
  return { path, status: answer.status, headers: Object.fromEntries([...answer.headers].filter(([name]) => !OWN_HEADERS.has(name))), body };
}
