import { BoundedCache } from "../bounded-cache.ts";
import type { EventRules, PublishedProperties } from "../events/parse-event.ts";
import type { KeyedHash } from "../identity/subject-alias.ts";
import type { TenantControl } from "../ports/control.ts";
import { compileValidator } from "../schemas/compile-validator.ts";

const COMPILED_SCHEMAS = 10_000;

export type PropertyRules = (tenant: Pick<TenantControl, "pepper" | "eventSchemas">) => Pick<EventRules, "published" | "hash">;

/**
 * The part of the event rules that the tenant published. A schema is compiled when its first event comes, once per id, so a new version holds as soon
 * as the control plane names it.
 */
export function propertyRules(keyedHash: KeyedHash): PropertyRules {
  const compiled = new BoundedCache<number, PublishedProperties>(COMPILED_SCHEMAS);
  return ({ pepper, eventSchemas }) => ({
    published: (type) => {
      const schema = eventSchemas.get(type);
      if (schema === undefined) return undefined;
      const { schemaId, fields } = schema;
      let published = compiled.get(schemaId);
      if (published === undefined) {
        published = { schemaId, validate: compileValidator(fields) };
        compiled.set(schemaId, published);
      }
      return published;
    },
    hash: (field, value) => keyedHash(pepper, `property|${field}|${value}`),
  });
}
