import type { FastifyRequest } from "fastify";

/** Global Privacy Control: the header has one value that means anything. */
export function signalsPrivacyControl({ headers }: Pick<FastifyRequest, "headers">): boolean {
  return headers["sec-gpc"] === "1";
}
