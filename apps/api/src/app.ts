import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Collaborators } from "./collaborators.ts";
import "./http/fastify-types.ts";
import { addAdmission } from "./http/admission.ts";
import { bareApp } from "./http/bare-app.ts";
import { addIdempotency } from "./http/idempotency.ts";
import { addUnknownRoute } from "./http/unknown-route.ts";
import { measureRequests } from "./metrics/measure-requests.ts";
import { addOpenApi } from "./openapi/add-openapi.ts";
import { consentRoutes } from "./routes/consent.ts";
import { eventsRoutes } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { itemsRoutes } from "./routes/items.ts";
import { privacyRequestsRoutes } from "./routes/privacy-requests.ts";
import { rankRoutes } from "./routes/rank.ts";
import { recommendationsRoutes } from "./routes/recommendations.ts";
import { schemaRegistryRoutes } from "./routes/schema-registry.ts";
import { usersRoutes } from "./routes/users.ts";

/** The public listener as a function of its collaborators: tests call `inject`, `main.ts` listens. */
export async function buildApp(collaborators: Collaborators, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = bareApp(logger);
  app.addHook("onResponse", (request, reply, done) => {
    collaborators.metrics.request(request.method, request.routeOptions.url ?? "unknown", reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
  addUnknownRoute(app, collaborators);
  addAdmission(app, collaborators);
  addIdempotency(app, collaborators.idempotency);
  measureRequests(app, collaborators.hops);
  await addOpenApi(app);

  const routeGroups = [
    eventsRoutes,
    itemsRoutes,
    usersRoutes,
    recommendationsRoutes,
    rankRoutes,
    consentRoutes,
    privacyRequestsRoutes,
    schemaRegistryRoutes,
    healthRoutes,
  ];
  for (const addRoutes of routeGroups) addRoutes(app, collaborators);
  return app;
}
