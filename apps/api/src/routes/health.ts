import { Fault } from "@attune/core/faults";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { Collaborators } from "../collaborators.ts";
import { operation } from "../openapi/operation.ts";

const answer = z.object({ status: z.literal("ok") });

const live = operation({
  id: "live",
  tag: "health",
  summary: "Whether the process answers",
  open: true,
  answers: { 200: { description: "It does", schema: answer, example: { status: "ok" } } },
  refuses: [],
});
const ready = operation({
  id: "ready",
  tag: "health",
  summary: "Whether requests may come",
  open: true,
  answers: { 200: { description: "They may", schema: answer, example: { status: "ok" } } },
  refuses: ["not_ready"],
});

export function healthRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  app.get("/health/live", { schema: live }, async () => ({ status: "ok" }));

  app.get("/health/ready", { schema: ready }, async () => {
    const still = collaborators.missing();
    if (still.length === 0) return { status: "ok" };
    throw new Fault("not_ready", `Still missing: ${still.join(", ")}.`, {
      errors: still.map((part) => ({ path: part, message: "is not there yet" })),
      retryAfterSeconds: 1,
    });
  });
}
