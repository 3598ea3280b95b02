import { FAULTS, type FaultCode } from "@attune/core/faults";
import type { FastifySchema } from "fastify";
import * as z from "zod";
import { jsonSchema } from "../http/schema-compiler.ts";
import { operation } from "../openapi/operation.ts";

export const REGISTRY_TYPE = "application/vnd.schemaregistry.v1+json";

const errorSchema = z.object({ error_code: z.int(), message: z.string() });

interface RegistryOperation {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly body?: { readonly schema: z.ZodType; readonly example: unknown };
  readonly query?: z.ZodType;
  readonly params?: z.ZodType;
  readonly answer?: { readonly schema: z.ZodType; readonly example: unknown };
  readonly refuses?: readonly FaultCode[];
  /** Answers that are the registry's own: status and sentence. */
  readonly says?: Readonly<Record<number, string>>;
}

/** A route of the registry: Confluent's media type both ways, Confluent's error bodies in place of problems. */
export function registryOperation({
  id,
  summary,
  description,
  body,
  query,
  params,
  answer,
  refuses = [],
  says = {},
}: RegistryOperation): FastifySchema {
  const schema = operation({
    id,
    tag: "schema registry",
    summary,
    ...(description === undefined ? {} : { description }),
    ...(body === undefined ? {} : { body: { ...body, contentTypes: [REGISTRY_TYPE, "application/json"] } }),
    ...(query === undefined ? {} : { query }),
    ...(params === undefined ? {} : { params }),
    answers: answer === undefined ? {} : { 200: { description: "The answer", contentType: REGISTRY_TYPE, ...answer } },
    refuses,
  });
  const documented = schema.response as Record<string, { readonly description: string }>;
  const refused = Object.entries(documented)
    .filter(([status]) => Number(status) >= 400)
    .map(([status, { description: sentence }]) => [status, errorAnswer(Number(status), sentence)]);
  const own = Object.entries(says).map(([status, sentence]) => [status, errorAnswer(Number(status), sentence)]);
  return { ...schema, response: { ...documented, ...Object.fromEntries([...refused, ...own]) } };
}

function errorAnswer(status: number, sentence: string): object {
  const example = { error_code: status === 409 ? 409 : status * 100 + 1, message: titleOf(status, sentence) };
  return { description: sentence, content: { [REGISTRY_TYPE]: { schema: { ...jsonSchema(errorSchema, "output"), examples: [example] } } } };
}

function titleOf(status: number, sentence: string): string {
  return Object.values(FAULTS).find((fault) => fault.status === status)?.title ?? sentence;
}
