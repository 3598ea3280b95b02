import type { IngestOutcome } from "@attune/core/live/ingest";
import type { Route } from "next";

export interface Remedy {
  readonly text: string;
  readonly link?: { readonly href: Route; readonly label: string };
}

const REMEDIES: Readonly<Record<string, string>> = {
  invalid_json: "Send one JSON object, {events: [...]}, or one event per line as application/x-ndjson.",
  missing_event_id: "Give each event an id of your own; sending it twice then counts once.",
  missing_subject: "Say who it was: userId for somebody signed in, anonymousId for a visitor.",
  invalid_timestamp: "Send ISO 8601 with a zone, or milliseconds since 1970; leave it out for now.",
  duplicate: "Nothing to do: it counts once. A new event needs a new eventId.",
  rate_limited: "Wait as long as the answer's Retry-After says, then send it again with the same ids.",
  payload_too_large: "Send at most 1,000 events or 1 MB at once.",
  unsupported_media_type: "Set content-type to application/json.",
  log_unavailable: "Send it again with the same ids in a second: it then counts once.",
  standing_unavailable: "Send it again with the same ids in a second: it then counts once.",
};

/** What the sender can do about an event that was not taken; the api's own sentence says what is wrong. */
export function remedyOf({ status, code, path }: Pick<IngestOutcome, "status" | "code" | "path">): Remedy | undefined {
  if (status === "accepted") return undefined;
  const field = path?.slice(path.lastIndexOf(".") + 1);
  if (code === "unknown_type" || field === "type")
    return {
      text: "Send a type that this tenant has, or publish a schema for the new one.",
      link: { href: "/schemas" as Route, label: "Event schemas" },
    };
  if (path?.includes("properties"))
    return {
      text: "Send what the type's schema says, or publish a new version of it.",
      link: { href: "/schemas" as Route, label: "Event schemas" },
    };
  if (code === "no_permission")
    return { text: "The person's decision holds; nothing of theirs is stored.", link: { href: "/consent" as Route, label: "Consent" } };
  const known = REMEDIES[code ?? ""];
  if (known !== undefined) return { text: known };
  return status === "rejected" ? { text: "Correct what the path names, and send it again." } : undefined;
}
