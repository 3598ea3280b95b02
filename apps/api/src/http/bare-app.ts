import { randomUUID } from "node:crypto";
import { FAULTS } from "@attune/core/faults";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, LogController } from "fastify";
import { addContentTypes } from "./content-types.ts";
import { allowReadingRefusal } from "./cors.ts";
import { faultOf } from "./fault-of.ts";
import { PROBLEM_TYPE, problemOf } from "./problem.ts";
import { SchemaCompiler } from "./schema-compiler.ts";

/** What every listener of ours has in common: strict validation, our body parsers, problems for errors, a request id on every answer. */
export function bareApp(logger: FastifyBaseLogger): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true },
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
    },
    // A URL may name an item, never a person; keys and bodies are not logged at all.
    frameworkErrors: (error, request, reply) => {
      const problem = problemOf(faultOf(error), request.id);
      // Fastify types this reply by a route that there is none of.
      const bare = reply as unknown as FastifyReply;
      void bare.code(problem.status).header("x-request-id", request.id).header("content-type", PROBLEM_TYPE).send(JSON.stringify(problem));
    },
  });
  const schemas = new SchemaCompiler();
  app.setValidatorCompiler(({ schema, httpPart }) => schemas.compile(schema as object, httpPart));
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  addContentTypes(app);

  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  app.setErrorHandler((error, request, reply) => {
    const fault = faultOf(error);
    const { status } = FAULTS[fault.code];
    if (status >= 500)
      request.log.error(
        { code: fault.code, err: fault.cause ?? fault, route: request.routeOptions.url, requestId: request.id },
        "a request failed",
      );
    allowReadingRefusal(request, reply);
    if (fault.retryAfterSeconds !== undefined) reply.header("retry-after", String(fault.retryAfterSeconds));
    if (status === 401) reply.header("www-authenticate", 'Bearer realm="attune"');
    return reply
      .code(status)
      .header("content-type", PROBLEM_TYPE)
      .send(JSON.stringify(problemOf(fault, request.id)));
  });
  return app;
}
