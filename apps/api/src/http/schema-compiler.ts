import { Fault, type FaultDetail } from "@attune/core/faults";
import { nameOf } from "@attune/core/name-of";
import { didYouMean } from "@attune/core/nearest-word";
import { Ajv, type AnySchema, type ErrorObject, type ValidateFunction } from "ajv";
import * as z from "zod";

/** The JSON schema that both the validator and the OpenAPI document are made of. */
export function jsonSchema(schema: z.ZodType, io: "input" | "output" = "input"): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-7", io, unrepresentable: "any" });
  return rest as Record<string, unknown>;
}

/**
 * Validators compiled once from JSON schema: strict for bodies (nothing is coerced, nothing is removed), coercing for query strings, where everything
 * is text. A zod schema in the request's path would cost five times as much.
 */
export class SchemaCompiler {
  readonly #strict = new Ajv({ ...SETTINGS, coerceTypes: false });
  readonly #coercing = new Ajv({ ...SETTINGS, coerceTypes: true, useDefaults: true });

  compile(schema: AnySchema, httpPart: string | undefined): (value: unknown) => true | { error: Fault } {
    const validate = (httpPart === "querystring" ? this.#coercing : this.#strict).compile(schema);
    return (value) => (validate(value) ? true : { error: new Fault("invalid_request", undefined, { errors: detailsOf(validate, value) }) });
  }

  /** For what is validated outside of Fastify, such as an item after a patch. Throws `Fault`. */
  checker(schema: z.ZodType): (value: unknown, path?: string) => void {
    const validate = this.#strict.compile(jsonSchema(schema));
    return (value, path = "") => {
      if (!validate(value)) throw new Fault("invalid_request", undefined, { errors: detailsOf(validate, value, path) });
    };
  }
}

const SETTINGS = {
  allErrors: true,
  verbose: true,
  strict: false,
  // The patterns that zod writes beside these say the same.
  formats: { "date-time": true, uri: true },
} as const;

function detailsOf(validate: ValidateFunction, value: unknown, path = ""): FaultDetail[] {
  const errors = validate.errors ?? [];
  // Beside "matches none of the alternatives" the complaints of each alternative are noise.
  const unions = errors.filter((error) => error.keyword === "anyOf").map((error) => error.schemaPath);
  const shown = errors.filter(
    (error) => error.keyword !== "propertyNames" && !unions.some((union) => error.schemaPath.startsWith(`${union}/`)),
  );
  const details = new Map<string, FaultDetail>();
  for (const error of shown) {
    const detail = detailOf(error, value, path);
    const known = details.get(detail.path);
    if (known === undefined) details.set(detail.path, detail);
  }
  return [...details.values()];
}

function detailOf(error: ErrorObject, root: unknown, path: string): FaultDetail {
  const at = pathOf(error.instancePath, path);
  const params = error.params as Record<string, unknown>;
  const limit = Number(params["limit"]);
  switch (error.keyword) {
    case "required":
      return { path: within(at, String(params["missingProperty"])), message: "is required" };
    case "additionalProperties": {
      const name = String(params["additionalProperty"]);
      const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
      const meant = didYouMean(name, known);
      return {
        path: within(at, name),
        message: `unknown property${meant === "" && known.length > 0 ? `; known are ${known.join(", ")}` : meant}`,
      };
    }
    case "enum": {
      const allowed = (params["allowedValues"] as unknown[]).map(String);
      return {
        path: at,
        message: `must be one of ${allowed.join(", ")}${typeof error.data === "string" ? didYouMean(error.data, allowed) : ""}`,
      };
    }
    case "type":
      return {
        path: at,
        message: root === undefined ? "a JSON body is required" : `must be ${article(String(params["type"]))}, not ${nameOf(error.data)}`,
      };
    case "anyOf":
      return { path: at, message: `must be ${alternatives(error.schema)}, not ${nameOf(error.data)}` };
    case "pattern":
      return { path: at, message: String(params["pattern"]).includes("u0000") ? "must not contain control characters" : "is malformed" };
    case "minLength":
      return { path: at, message: limit === 1 ? "must not be empty" : `must be at least ${limit} characters long` };
    case "maxLength":
      return { path: at, message: `must be at most ${limit} characters long` };
    case "minItems":
      return { path: at, message: `must have at least ${limit} ${limit === 1 ? "element" : "elements"}` };
    case "maxItems":
      return { path: at, message: `must have at most ${limit} elements` };
    default:
      return { path: at, message: error.message ?? "is not valid" };
  }
}

/** `/users/0/userId` is `users[0].userId`. */
function pathOf(pointer: string, path: string): string {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  return steps.reduce((whole, step) => (/^\d+$/.test(step) ? `${whole}[${step}]` : within(whole, step)), path);
}

function within(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function article(type: string): string {
  return type
    .split(",")
    .map((one) => (/^[aeiou]/.test(one) ? `an ${one}` : `a ${one}`))
    .join(" or ");
}

function alternatives(schemas: unknown): string {
  const all = (schemas as { type?: string | string[]; format?: string }[]).map(({ type, format }) =>
    format === "date-time" ? "an ISO 8601 date and time with zone" : article(String(type ?? "something else")),
  );
  return [...new Set(all)].join(" or ");
}
