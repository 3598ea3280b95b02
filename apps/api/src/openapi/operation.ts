import { FAULTS, type FaultCode } from "@attune/core/faults";
import type { FastifySchema } from "fastify";
import type * as z from "zod";
import { problemSchema } from "../http/problem.ts";
import { jsonSchema } from "../http/schema-compiler.ts";

export interface Answer {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly example?: unknown;
  readonly contentType?: string;
}

export interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly body?: { readonly schema: z.ZodType; readonly example: unknown; readonly contentTypes?: readonly string[] };
  readonly query?: z.ZodType;
  readonly params?: z.ZodType;
  readonly headers?: z.ZodType;
  readonly answers: Readonly<Record<number, Answer>>;
  readonly refuses: readonly FaultCode[];
  readonly open?: boolean;
}

const AUTHENTICATED: readonly FaultCode[] = ["missing_credential", "insufficient_scope", "rate_limited", "internal", "not_ready"];

/** What Fastify validates with and the OpenAPI document shows: one description of the route for both. */
export function operation(op: Operation): FastifySchema {
  const contentTypes = op.body?.contentTypes ?? ["application/json"];
  const body = op.body === undefined ? undefined : { ...jsonSchema(op.body.schema), examples: [op.body.example] };
  return {
    operationId: op.id,
    tags: [op.tag],
    summary: op.summary,
    ...(op.description === undefined ? {} : { description: op.description }),
    ...(op.open ? { security: [] } : {}),
    ...(body === undefined ? {} : { body: { content: Object.fromEntries(contentTypes.map((type) => [type, { schema: body }])) } }),
    ...(op.query === undefined ? {} : { querystring: jsonSchema(op.query) }),
    ...(op.params === undefined ? {} : { params: jsonSchema(op.params) }),
    response: {
      ...Object.fromEntries(Object.entries(op.answers).map(([status, answer]) => [status, answerSchema(answer)])),
      ...refusals(op),
    },
  } as FastifySchema;
}

function answerSchema({ description, schema, example, contentType = "application/json" }: Answer): object {
  if (schema === undefined) return { description, type: "null" };
  return {
    description,
    content: { [contentType]: { schema: { ...jsonSchema(schema, "output"), ...(example === undefined ? {} : { examples: [example] }) } } },
  };
}

function refusals(op: Operation): Record<string, object> {
  const codes = [...new Set([...op.refuses, ...(op.open ? [] : AUTHENTICATED)])];
  const byStatus = Map.groupBy(codes, (code) => FAULTS[code].status);
  const problem = jsonSchema(problemSchema, "output");
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus.map((code) => `\`${code}\`: ${FAULTS[code].title}`).join(" "),
        content: { "application/problem+json": { schema: { ...problem, examples: [exampleOf(ofStatus[0] as FaultCode)] } } },
      },
    ]),
  );
}

function exampleOf(code: FaultCode): object {
  const { status, title } = FAULTS[code];
  const errors = status === 400 ? [{ path: "events[3].itemId", message: "must be a string, not a number" }] : [];
  return {
    type: `urn:attune:problem:${code}`,
    title,
    status,
    detail: title,
    requestId: "0b7e1f6c-2f0e-4b52-9b39-6a0d3f0f7c55",
    code,
    errors,
  };
}
