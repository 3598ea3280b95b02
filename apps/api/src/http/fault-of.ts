import { Fault } from "@attune/core/faults";

/** Whatever was thrown, as one of our faults: what Fastify itself refuses is translated, what nobody foresaw is `internal`. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = (error as { code?: string } | null)?.code ?? "";
  switch (code) {
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new Fault("unsupported_media_type", "Send application/json; POST /v1/events takes application/x-ndjson too.", {
        cause: error,
      });
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new Fault("payload_too_large", undefined, { cause: error });
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new Fault("invalid_json", undefined, { cause: error });
    case "FST_ERR_BAD_URL":
      return new Fault("not_found", "This address is not a well-formed URL.", { cause: error });
    default:
      return new Fault("internal", undefined, { cause: error });
  }
}
