"use client";
import { Badge } from "../ui/badge.tsx";
import { useNow } from "../ui/use-now.ts";
import type { ApiKey } from "./api-key.ts";
import { keyStatus } from "./key-status.ts";

export function KeyStatusBadge({ apiKey }: { apiKey: Pick<ApiKey, "lastUsedAtMs" | "revokedAtMs"> }) {
  const { tone, label, note } = keyStatus(apiKey, useNow(1_000));
  return (
    <span className="inline-flex flex-col items-start gap-0.5">
      <Badge tone={tone}>{label}</Badge>
      {note && <span className="max-w-44 text-[11.5px] text-fg-3">{note}</span>}
    </span>
  );
}
