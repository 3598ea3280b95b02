import { Fault } from "@attune/core/faults";
import type { IngestOutcome } from "@attune/core/live/ingest";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { Collaborators } from "../collaborators.ts";
import { consoleUser } from "./console-user.ts";

/** Who connects shops: what is refused may quote what was sent. */
const READERS = new Set(["owner", "admin", "developer"]);

const querySchema = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0),
  key: z
    .string()
    .regex(/^[0-9A-Za-z]{1,64}$/)
    .optional(),
});

export function ingestRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  app.get("/internal/v1/ingest", async (request): Promise<{ outcomes: readonly IngestOutcome[] }> => {
    const { tenant, claims } = consoleUser(request, collaborators);
    if (!READERS.has(claims.role)) throw new Fault("insufficient_scope", "Only owners, admins and developers see what becomes of events.");
    const query = querySchema.safeParse(request.query);
    if (!query.success) {
      const errors = query.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
      throw new Fault("invalid_request", undefined, { errors });
    }
    return { outcomes: collaborators.ingest.read(tenant.id, query.data.after, query.data.key) };
  });
}
