import { Fault } from "@attune/core/faults";
import type { FastifyRequest } from "fastify";
import type * as z from "zod";

/** The body of a request of the console; throws `Fault` that names every path that is wrong. */
export function parsedBody<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  const result = schema.safeParse(request.body);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw new Fault("invalid_request", undefined, { errors });
}
