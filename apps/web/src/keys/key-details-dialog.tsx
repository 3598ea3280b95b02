"use client";
import { Dialog } from "../ui/dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import { Time } from "../ui/time.tsx";
import type { ApiKey } from "./api-key.ts";
import { KeyPrefix } from "./key-prefix.tsx";
import { KeyStatusBadge } from "./key-status-badge.tsx";
import { SCOPE_NAMES } from "./scope-names.ts";

export const KeyDetailsDialog = ({ apiKey, close }: { apiKey: ApiKey | undefined; close: () => void }) => (
  <Dialog open={apiKey !== undefined} onOpenChange={(open) => !open && close()} title={apiKey?.name ?? ""}>
    {apiKey && (
      <Facts
        items={[
          { label: "Begins with", value: <KeyPrefix prefix={apiKey.prefix} /> },
          { label: "Kind", value: `${apiKey.kind === "secret" ? "Secret" : "Publishable"}, ${apiKey.environment}` },
          { label: "Status", value: <KeyStatusBadge apiKey={apiKey} /> },
          {
            label: "May",
            value: (
              <ul>
                {apiKey.scopes.map((scope) => (
                  <li key={scope}>
                    {SCOPE_NAMES[scope]} <code className="font-mono text-[11.5px] text-fg-3">{scope}</code>
                  </li>
                ))}
              </ul>
            ),
          },
          ...(apiKey.kind === "publishable"
            ? [{ label: "Origins", value: apiKey.allowedOrigins.length === 0 ? "Any" : apiKey.allowedOrigins.join(", ") }]
            : []),
          {
            label: "Created",
            value: (
              <>
                <Time at={apiKey.createdAtMs} style="absolute" /> by {apiKey.createdBy}
              </>
            ),
          },
          { label: "Last used", value: apiKey.lastUsedAtMs === undefined ? "Never" : <Time at={apiKey.lastUsedAtMs} style="absolute" /> },
          ...(apiKey.revokedAtMs === undefined ? [] : [{ label: "Ends", value: <Time at={apiKey.revokedAtMs} style="absolute" /> }]),
        ]}
      />
    )}
  </Dialog>
);
