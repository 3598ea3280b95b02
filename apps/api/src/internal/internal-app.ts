import { Fault } from "@attune/core/faults";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import { bareApp } from "../http/bare-app.ts";
import { consentRoutes } from "./consent-routes.ts";
import "./console-user.ts";
import { deadLetterRoutes } from "./dead-letter-routes.ts";
import { experimentRoutes } from "./experiment-routes.ts";
import { hopsRoutes } from "./hops-routes.ts";
import { ingestRoutes } from "./ingest-routes.ts";
import { liveRoutes } from "./live-routes.ts";
import { modelRoutes } from "./model-routes.ts";
import { previewRoutes } from "./preview-routes.ts";
import { privacyRoutes } from "./privacy-routes.ts";
import { verifyToken } from "./verify-token.ts";

/** The console's listener on loopback: live points, notes of the supervisor, and the preview, by alias. Every request carries a signed token. */
export function buildInternalApp(collaborators: Collaborators, logger: FastifyBaseLogger): FastifyInstance {
  const { clock, settings } = collaborators;
  const app = bareApp(logger);
  app.decorateRequest("claims", undefined);
  app.addHook("onRequest", (request, _reply, done) => {
    try {
      request.claims = verifyToken(request.headers.authorization, settings.internalTokenSecret, clock());
      done();
    } catch (error) {
      done(error as Error);
    }
  });
  app.setNotFoundHandler(() => {
    throw new Fault("not_found");
  });
  liveRoutes(app, collaborators);
  hopsRoutes(app, collaborators);
  ingestRoutes(app, collaborators);
  deadLetterRoutes(app, collaborators);
  previewRoutes(app, collaborators);
  modelRoutes(app, collaborators);
  consentRoutes(app, collaborators);
  privacyRoutes(app, collaborators);
  experimentRoutes(app, collaborators);
  return app;
}
