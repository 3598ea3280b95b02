import { API_SCOPES } from "@attune/core/ports/control";
import { checkCompatibility } from "@attune/core/schemas/check-compatibility";
import { sameFields } from "@attune/core/schemas/diff-fields";
import { fieldsOf } from "@attune/core/schemas/fields-of";
import type { Field } from "@attune/core/schemas/schema";
import type { FastifyInstance, FastifyRequest } from "fastify";
import * as z from "zod";
import type { Collaborators } from "../collaborators.ts";
import { callerFrom } from "../http/admission.ts";
import { parseJson } from "../http/parse-body.ts";
import { readBody } from "../http/read-body.ts";
import {
  invalidSchema,
  RegistryFault,
  registryFaultOf,
  schemaNotFound,
  subjectNotFound,
  versionNotFound,
} from "../registry/registry-fault.ts";
import { REGISTRY_TYPE, registryOperation } from "../registry/registry-operation.ts";
import { type RegisteredSchema, registeredSchemas } from "../registry/registry-view.ts";

const AVRO = '{"type":"record","name":"play","namespace":"attune.properties","fields":[{"name":"colour","type":"string"}]}';
const newSchema = z.object({ schema: z.string().meta({ description: "Avro, as JSON text" }), schemaType: z.literal("AVRO").optional() });
const ofSubject = z.object({ subject: z.string() });
const ofVersion = ofSubject.extend({ version: z.string().meta({ description: "a number, or latest" }) });
const registered = z.object({ subject: z.string(), version: z.int(), id: z.int(), schema: z.string() });
const REGISTERED = { subject: "play", version: 2, id: 100_012, schema: AVRO };
const body = { schema: newSchema, example: { schema: AVRO, schemaType: "AVRO" } };
const level = z.object({ compatibilityLevel: z.literal("BACKWARD") });
const BACKWARD = { compatibilityLevel: "BACKWARD" } as const;

const SUBJECT_404 = { 404: "`40401`: there is no such subject." };
const VERSION_404 = { 404: "`40401`: there is no such subject. `40402`: it has no such version." };
const SCHEMA_422 = { 422: "`42201`: the schema says something that event properties cannot be." };

const subjects = registryOperation({
  id: "listSubjects",
  summary: "Subjects with a schema",
  description:
    "An event type's properties are a subject by its name; the records of Attune's own topics are subjects such as attune.events-value.",
  answer: { schema: z.array(z.string()), example: ["attune.events-value", "play"] },
});
const versions = registryOperation({
  id: "listVersions",
  summary: "A subject's versions",
  params: ofSubject,
  answer: { schema: z.array(z.int()), example: [1, 2] },
  says: SUBJECT_404,
});
const version = registryOperation({
  id: "getVersion",
  summary: "One version",
  params: ofVersion,
  answer: { schema: registered, example: REGISTERED },
  says: VERSION_404,
});
const versionSchema = registryOperation({
  id: "getVersionSchema",
  summary: "The schema of one version, bare",
  params: ofVersion,
  answer: { schema: z.looseObject({ type: z.string() }), example: JSON.parse(AVRO) },
  says: VERSION_404,
});
const register = registryOperation({
  id: "registerSchema",
  summary: "Publish the next version",
  description:
    "Enforced at ingest within a second or so. The same schema again answers the id it has. A subject that is no event type yet becomes one, with weight 0.",
  params: ofSubject,
  body,
  answer: { schema: z.object({ id: z.int() }), example: { id: 100_012 } },
  says: { ...SCHEMA_422, 409: "It cannot read what was written under the newest version; every violation is named." },
});
const lookUp = registryOperation({
  id: "lookUpSchema",
  summary: "Whether a schema is registered under a subject",
  params: ofSubject,
  body,
  answer: { schema: registered, example: REGISTERED },
  says: { ...SCHEMA_422, 404: "`40401`: there is no such subject. `40403`: it has no such schema." },
});
const byId = registryOperation({
  id: "getSchemaById",
  summary: "The schema of an id",
  description:
    "As in the five bytes before every record of Attune's topics, which any secret key may ask for, or as an event record carries it for its properties.",
  params: z.object({ id: z.string() }),
  answer: { schema: z.object({ schema: z.string() }), example: { schema: AVRO } },
  says: { 404: "`40403`: there is no such schema." },
});
const types = registryOperation({
  id: "listSchemaTypes",
  summary: "Kinds of schema",
  answer: { schema: z.array(z.string()), example: ["AVRO"] },
});
const compatibility = registryOperation({
  id: "checkCompatibility",
  summary: "Whether a schema could be the next version",
  params: ofVersion,
  query: z.object({ verbose: z.boolean().optional() }),
  body,
  answer: {
    schema: z.object({ is_compatible: z.boolean(), messages: z.array(z.string()).optional() }),
    example: { is_compatible: false, messages: ['/colour: "colour" was a text and would become an int, which cannot be read from it.'] },
  },
  says: { ...VERSION_404, ...SCHEMA_422 },
});
const config = registryOperation({ id: "getConfig", summary: "The rule between versions", answer: { schema: level, example: BACKWARD } });
const subjectConfig = registryOperation({
  id: "getSubjectConfig",
  summary: "The rule between a subject's versions",
  params: ofSubject,
  answer: { schema: level, example: BACKWARD },
  says: SUBJECT_404,
});
const putConfig = registryOperation({
  id: "putConfig",
  summary: "Refused: there is one rule",
  answer: { schema: level, example: BACKWARD },
  says: { 422: "`42203`: BACKWARD is the only level at present." },
});

/** The subset of Confluent's Schema Registry that Kafka tools and their serializers ask for. */
export function schemaRegistryRoutes(app: FastifyInstance, { ports }: Collaborators): void {
  const read = { scopes: ["schemas:read", "schemas:write"] } as const;
  const write = { scopes: ["schemas:write"] } as const;

  async function everything(request: FastifyRequest): Promise<readonly RegisteredSchema[]> {
    return registeredSchemas(await ports.eventSchemas.list(callerFrom(request).tenant.id), ports.recordSchemas);
  }
  async function ofSubjectNamed(request: FastifyRequest, subject: string): Promise<readonly RegisteredSchema[]> {
    const found = (await everything(request)).filter((one) => one.subject === subject);
    if (found.length === 0) throw subjectNotFound(subject);
    return found;
  }
  async function named(request: FastifyRequest<{ Params: z.infer<typeof ofVersion> }>): Promise<RegisteredSchema> {
    const { subject, version: wanted } = request.params;
    const all = await ofSubjectNamed(request, subject);
    const found = wanted === "latest" || wanted === "-1" ? all.at(-1) : all.find((one) => String(one.version) === wanted);
    if (found === undefined) throw versionNotFound(wanted);
    return found;
  }

  app.register(
    async (registry) => {
      registry.addContentTypeParser(REGISTRY_TYPE, async (_request: FastifyRequest, payload: FastifyRequest["raw"]) =>
        parseJson(await readBody(payload)),
      );
      registry.addHook("onSend", async (_request, reply) => void reply.header("content-type", REGISTRY_TYPE));
      registry.setErrorHandler((error, request, reply) => {
        const { refusal, fault } = registryFaultOf(error);
        if (refusal.status >= 500)
          request.log.error({ err: error, route: request.routeOptions.url, requestId: request.id }, "a request failed");
        if (fault?.retryAfterSeconds !== undefined) reply.header("retry-after", String(fault.retryAfterSeconds));
        if (refusal.status === 401) reply.header("www-authenticate", 'Bearer realm="attune"');
        return reply.code(refusal.status).send({ error_code: refusal.errorCode, message: refusal.message });
      });

      registry.get("/subjects", { schema: subjects, config: read }, async (request) => [
        ...new Set((await everything(request)).map(({ subject }) => subject)),
      ]);
      registry.get<{ Params: z.infer<typeof ofSubject> }>(
        "/subjects/:subject/versions",
        { schema: versions, config: read },
        async (request) => (await ofSubjectNamed(request, request.params.subject)).map((one) => one.version),
      );
      registry.get<{ Params: z.infer<typeof ofVersion> }>(
        "/subjects/:subject/versions/:version",
        { schema: version, config: read },
        async (request) => shown(await named(request)),
      );
      registry.get<{ Params: z.infer<typeof ofVersion> }>(
        "/subjects/:subject/versions/:version/schema",
        { schema: versionSchema, config: read },
        async (request) => JSON.parse((await named(request)).schema) as object,
      );
      registry.post<{ Params: z.infer<typeof ofSubject>; Body: z.infer<typeof newSchema> }>(
        "/subjects/:subject/versions",
        { schema: register, config: write },
        async (request) => {
          const { tenant, key } = callerFrom(request);
          const { subject } = request.params;
          const fields = fieldsIn(request.body);
          const known = (await everything(request)).filter((one) => one.subject === subject);
          refuseOwn(known);
          const same = known.findLast(({ event }) => event !== undefined && sameFields(event.fields, fields));
          if (same !== undefined) return { id: same.id };
          const exists = (await ports.eventSchemas.eventTypes(tenant.id)).includes(subject);
          const newType = exists ? undefined : { weight: 0, outcome: false, consumes: false };
          const { schemaId } = await ports.eventSchemas.publish(
            tenant.id,
            { eventType: subject, fields, newType },
            `key:${key.id}`,
            request.id,
          );
          return { id: schemaId };
        },
      );
      registry.post<{ Params: z.infer<typeof ofSubject>; Body: z.infer<typeof newSchema> }>(
        "/subjects/:subject",
        { schema: lookUp, config: read },
        async (request) => {
          const known = await ofSubjectNamed(request, request.params.subject);
          const fields = fieldsIn(request.body);
          const same = known.findLast(({ event }) => event !== undefined && sameFields(event.fields, fields));
          if (same === undefined) throw schemaNotFound();
          return shown(same);
        },
      );
      registry.get<{ Params: { id: string } }>("/schemas/ids/:id", { schema: byId, config: { scopes: API_SCOPES } }, async (request) => {
        const { key } = callerFrom(request);
        const mayRead = key.scopes.has("schemas:read") || key.scopes.has("schemas:write");
        const found = (await everything(request)).find(({ id }) => String(id) === request.params.id);
        if (found === undefined || (found.event !== undefined && !mayRead)) throw schemaNotFound();
        return { schema: found.schema };
      });
      registry.get("/schemas/types", { schema: types, config: read }, async () => ["AVRO"]);
      registry.post<{ Params: z.infer<typeof ofVersion>; Body: z.infer<typeof newSchema>; Querystring: { verbose?: boolean } }>(
        "/compatibility/subjects/:subject/versions/:version",
        { schema: compatibility, config: read },
        async (request) => {
          const found = await named(request);
          const { event } = refuseOwn([found])[0] as RegisteredSchema & { event: NonNullable<RegisteredSchema["event"]> };
          const violations = checkCompatibility(event.fields, fieldsIn(request.body));
          const messages = violations.map(({ path, message, suggestion }) => `${path}: ${message} ${suggestion}`);
          return { is_compatible: violations.length === 0, ...(request.query.verbose === true ? { messages } : {}) };
        },
      );
      registry.get("/config", { schema: config, config: read }, async () => BACKWARD);
      registry.get<{ Params: z.infer<typeof ofSubject> }>("/config/:subject", { schema: subjectConfig, config: read }, async (request) => {
        await ofSubjectNamed(request, request.params.subject);
        return BACKWARD;
      });
      registry.put("/config", { schema: putConfig, config: write }, async () => {
        throw new RegistryFault(422, 42203, "BACKWARD is the only compatibility level at present.");
      });
    },
    { prefix: "/schema-registry" },
  );
}

/** The registry's word for an event's fields. Throws when the text says what they cannot be. */
function fieldsIn({ schema }: z.infer<typeof newSchema>): readonly Field[] {
  const read = fieldsOf(parsed(schema));
  if ("fields" in read) return read.fields;
  throw invalidSchema(read.problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; "));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidSchema("schema is not valid JSON");
  }
}

function refuseOwn(schemas: readonly RegisteredSchema[]): readonly RegisteredSchema[] {
  if (schemas.some(({ event }) => event === undefined))
    throw new RegistryFault(422, 42205, "The schemas of Attune's own records change with Attune, not here.");
  return schemas;
}

function shown({ subject, version: number, id, schema }: RegisteredSchema) {
  return { subject, version: number, id, schema };
}
