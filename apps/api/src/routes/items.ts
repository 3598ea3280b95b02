import { type Item, idSchema, itemPatchSchema, itemSchema } from "@attune/core/catalogue/schema";
import { Fault } from "@attune/core/faults";
import type { FastifyInstance } from "fastify";
import * as z from "zod";
import type { Collaborators } from "../collaborators.ts";
import { callerFrom } from "../http/admission.ts";
import { operation } from "../openapi/operation.ts";

const EXAMPLE = {
  itemId: "track-7",
  title: "Night Drive",
  categories: ["synthwave"],
  tags: ["instrumental"],
  attributes: { bpm: 104, artist: "Aurora Lane" },
  price: 1.29,
  publishedAt: "2026-01-10T00:00:00Z",
};

const putSchema = z.strictObject({ items: z.array(itemSchema).min(1).max(1000) });
const putAnswer = z.object({ accepted: z.int(), status: z.enum(["stored", "pending"]) });
const params = z.object({ itemId: idSchema });
// A patch may hold null anywhere that an item holds a value; what comes out of it is checked as an item.
const nullable = Object.fromEntries(Object.entries(itemPatchSchema.shape).map(([name, field]) => [name, (field as z.ZodType).nullable()]));
const patchSchema = z
  .strictObject({ itemId: idSchema.optional(), ...nullable, attributes: z.record(z.string(), z.unknown()).nullable().optional() })
  .meta({ description: "JSON merge patch (RFC 7396): null removes" });
const pageQuery = z.object({ cursor: z.string().max(1024).optional(), limit: z.int().min(1).max(1000).default(100) });
const pageAnswer = z.object({ items: z.array(itemSchema), nextCursor: z.string().nullable() });

const put = operation({
  id: "putItems",
  tag: "items",
  summary: "Add or replace items",
  description: "Answers once the items are visible to every reader; `pending` (202) when that takes longer than a second.",
  body: { schema: putSchema, example: { items: [EXAMPLE] } },
  answers: {
    200: { description: "Stored and visible", schema: putAnswer, example: { accepted: 1, status: "stored" } },
    202: { description: "Stored, visible soon", schema: putAnswer, example: { accepted: 1, status: "pending" } },
  },
  refuses: [
    "invalid_json",
    "invalid_request",
    "payload_too_large",
    "unsupported_media_type",
    "log_unavailable",
    "conflict",
    "answers_unavailable",
  ],
});
const list = operation({
  id: "listItems",
  tag: "items",
  summary: "List items",
  description: "In order of their ids. Items that only events have named so far are listed with their id alone.",
  query: pageQuery,
  answers: {
    200: {
      description: "A page; `nextCursor` is null on the last one",
      schema: pageAnswer,
      example: { items: [EXAMPLE], nextCursor: null },
    },
  },
  refuses: ["invalid_request"],
});
const get = operation({
  id: "getItem",
  tag: "items",
  summary: "Get an item",
  params,
  answers: { 200: { description: "The item", schema: itemSchema, example: EXAMPLE } },
  refuses: ["item_not_found"],
});
const patch = operation({
  id: "patchItem",
  tag: "items",
  summary: "Change an item",
  params,
  body: { schema: patchSchema, example: { price: 0.99, hidden: null }, contentTypes: ["application/json", "application/merge-patch+json"] },
  answers: {
    200: { description: "The item as it is now", schema: itemSchema, example: EXAMPLE },
    202: { description: "Stored, visible soon", schema: itemSchema, example: EXAMPLE },
  },
  refuses: [
    "invalid_json",
    "invalid_request",
    "item_not_found",
    "payload_too_large",
    "unsupported_media_type",
    "log_unavailable",
    "conflict",
    "answers_unavailable",
  ],
});
const remove = operation({
  id: "deleteItem",
  tag: "items",
  summary: "Delete an item",
  description: "It is no longer recommended; events that name it are still taken.",
  params,
  answers: {
    204: { description: "Deleted" },
    202: { description: "Deleted, gone soon", schema: z.object({ status: z.literal("pending") }), example: { status: "pending" } },
  },
  refuses: ["item_not_found", "log_unavailable", "conflict", "answers_unavailable"],
});

export function itemsRoutes(app: FastifyInstance, { directory, items }: Collaborators): void {
  const tenantOf = (request: Parameters<typeof callerFrom>[0]) => {
    const { id } = callerFrom(request).tenant;
    return { id, catalogue: directory.of(id) };
  };
  const write = { scopes: ["items:write"], idempotent: true } as const;
  const read = { scopes: ["items:read"] } as const;

  app.post<{ Body: z.infer<typeof putSchema> }>("/v1/items", { schema: put, config: write }, async (request, reply) => {
    const status = await items.put(tenantOf(request), request.body.items);
    return reply.code(status === "stored" ? 200 : 202).send({ accepted: request.body.items.length, status });
  });

  app.get<{ Querystring: z.infer<typeof pageQuery> }>("/v1/items", { schema: list, config: read }, async (request) => {
    const { cursor, limit } = request.query;
    const page = tenantOf(request).catalogue.page(cursor === undefined ? undefined : afterId(cursor), limit + 1);
    const shown = page.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map(({ itemId, item }) => item ?? { itemId }),
      nextCursor: page.length > limit && last !== undefined ? cursorAfter(last.itemId) : null,
    };
  });

  app.get<{ Params: { itemId: string } }>("/v1/items/:itemId", { schema: get, config: read }, async (request): Promise<Item> => {
    const { itemId } = request.params;
    const entry = tenantOf(request).catalogue.byId(itemId);
    if (entry === undefined) throw new Fault("item_not_found");
    return entry.item ?? { itemId };
  });

  app.patch<{ Params: { itemId: string }; Body: Record<string, unknown> }>(
    "/v1/items/:itemId",
    { schema: patch, config: write },
    async (request, reply) => {
      const { item, status } = await items.patch(tenantOf(request), request.params.itemId, request.body);
      return reply.code(status === "stored" ? 200 : 202).send(item);
    },
  );

  app.delete<{ Params: { itemId: string } }>("/v1/items/:itemId", { schema: remove, config: write }, async (request, reply) => {
    const status = await items.remove(tenantOf(request), request.params.itemId);
    return status === "stored" ? reply.code(204).send() : reply.code(202).send({ status });
  });
}

function cursorAfter(itemId: string): string {
  return Buffer.from(JSON.stringify([itemId])).toString("base64url");
}

function afterId(cursor: string): string {
  try {
    const [itemId] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    if (typeof itemId === "string") return itemId;
  } catch {
    // Answered below like every other cursor that we did not write.
  }
  throw new Fault("invalid_request", undefined, {
    errors: [{ path: "cursor", message: "is not one that an earlier page gave as nextCursor" }],
  });
}
