import swagger from "@fastify/swagger";
import scalar from "@scalar/fastify-api-reference";
import type { FastifyInstance } from "fastify";

const DESCRIPTION = `Events in, recommendations out, within milliseconds.

Every refusal is a problem (RFC 9457) that names the place and what was probably meant. Every answer carries \`x-request-id\`.
Mutations other than events take an \`Idempotency-Key\`: a repetition within 24 hours gets the first answer and changes nothing.
Answers of a limited tenant carry \`RateLimit\` and \`RateLimit-Policy\`; a 429 or 503 says in \`Retry-After\` when to come back.`;

/** `/openapi.json` and `/docs`, made of the routes that are added after this. */
export async function addOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Attune", version: "1.0.0", description: DESCRIPTION, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
      tags: [
        { name: "events", description: "What people do" },
        { name: "recommendations", description: "What to show them" },
        { name: "items", description: "What there is to show" },
        { name: "users", description: "Who they are" },
        { name: "consent", description: "What they permit" },
        { name: "schema registry", description: "What events carry, as Kafka tools ask for it" },
        { name: "health", description: "How the service is" },
      ],
      components: {
        securitySchemes: {
          bearer: {
            type: "http",
            scheme: "bearer",
            description: "`atn_sk_live_…` on your server; `atn_pk_live_…` in browsers (events, recommendations, withdrawing consent)",
          },
          apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
        },
      },
      security: [{ bearer: [] }, { apiKey: [] }],
    },
  });
  app.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  // A browser that shows /docs asks for it; a 404 in its console looks like a fault.
  app.get("/favicon.ico", { schema: { hide: true } }, (_request, reply) => reply.code(204).send());
  await app.register(scalar, {
    routePrefix: "/docs",
    configuration: {
      url: "/openapi.json",
      withDefaultFonts: false,
      pageTitle: "Attune API reference",
      hideClientButton: true,
      telemetry: false,
      agent: { disabled: true },
      mcp: { disabled: true },
      showDeveloperTools: "never",
    },
  });
}
