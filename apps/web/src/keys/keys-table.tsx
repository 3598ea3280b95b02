"use client";
import { SCOPES_OF_KIND } from "@attune/core/identity/api-key";
import { Ban, Ellipsis, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "../ui/menu.tsx";
import { Time } from "../ui/time.tsx";
import type { ApiKey } from "./api-key.ts";
import { KeyPrefix } from "./key-prefix.tsx";
import { KeyStatusBadge } from "./key-status-badge.tsx";

interface KeysTableProps {
  readonly keys: readonly ApiKey[];
  readonly empty: ReactNode;
  readonly openId: string | null;
  readonly onOpen: (key: ApiKey) => void;
  readonly onRotate: (key: ApiKey) => void;
  readonly onRevoke: (key: ApiKey) => void;
  readonly nowMs: number;
}

export function KeysTable({ keys, empty, openId, onOpen, onRotate, onRevoke, nowMs }: KeysTableProps) {
  const columns: readonly DataColumn<ApiKey>[] = [
    {
      id: "name",
      header: "Key",
      sortValue: ({ name }) => name,
      cell: ({ name, prefix }) => (
        <span className="block min-w-36">
          <span className="block font-medium">{name}</span>
          <KeyPrefix prefix={prefix} />
        </span>
      ),
    },
    {
      id: "kind",
      header: "Kind",
      sortValue: ({ kind, environment }) => `${kind} ${environment}`,
      cell: ({ kind, environment }) => (
        <span className="flex flex-col items-start gap-1">
          <Badge tone={kind === "secret" ? "brand" : "neutral"}>{kind === "secret" ? "Secret" : "Publishable"}</Badge>
          <span className="text-[12px] text-fg-3">{environment === "live" ? "Live" : "Test"}</span>
        </span>
      ),
    },
    { id: "scopes", header: "May", cell: ({ kind, scopes }) => scopeSummary(kind, scopes), className: "hidden md:table-cell" },
    {
      id: "origins",
      header: "Origins",
      cell: ({ kind, allowedOrigins }) => <Origins kind={kind} origins={allowedOrigins} />,
      className: "hidden lg:table-cell",
    },
    {
      id: "created",
      header: "Created",
      sortValue: ({ createdAtMs }) => createdAtMs,
      cell: ({ createdAtMs, createdBy }) => (
        <span className="whitespace-nowrap">
          <Time at={createdAtMs} />
          <span className="block text-[12px] text-fg-3">{createdBy}</span>
        </span>
      ),
      className: "hidden sm:table-cell",
    },
    {
      id: "used",
      header: "Last used",
      sortValue: ({ lastUsedAtMs }) => lastUsedAtMs ?? 0,
      cell: ({ lastUsedAtMs }) =>
        lastUsedAtMs === undefined ? <span className="text-fg-3">Never</span> : <Time at={lastUsedAtMs} className="whitespace-nowrap" />,
    },
    {
      id: "status",
      header: "Status",
      sortValue: ({ revokedAtMs }) => revokedAtMs ?? Number.MAX_SAFE_INTEGER,
      cell: (key) => <KeyStatusBadge apiKey={key} />,
    },
    {
      id: "actions",
      header: <span className="sr-only">Actions</span>,
      align: "end",
      cell: (key) => <KeyActions apiKey={key} nowMs={nowMs} onRotate={onRotate} onRevoke={onRevoke} />,
    },
  ];
  return (
    <DataTable
      caption="API keys of this tenant"
      columns={columns}
      rows={keys}
      rowKey={({ id }) => id}
      empty={empty}
      onOpen={onOpen}
      selectedKey={openId ?? undefined}
    />
  );
}

/** A key that has ended offers nothing; one that is to end cannot be replaced again. */
function KeyActions({ apiKey, nowMs, onRotate, onRevoke }: Pick<KeysTableProps, "onRotate" | "onRevoke" | "nowMs"> & { apiKey: ApiKey }) {
  const { name, revokedAtMs } = apiKey;
  if (revokedAtMs !== undefined && revokedAtMs <= nowMs) return null;
  return (
    <Menu>
      <MenuTrigger render={<Button variant="ghost" size="icon-xs" aria-label={`Actions for ${name}`} />}>
        <Ellipsis aria-hidden />
      </MenuTrigger>
      <MenuContent>
        {revokedAtMs === undefined && (
          <MenuItem onClick={() => onRotate(apiKey)}>
            <RefreshCw aria-hidden />
            Rotate…
          </MenuItem>
        )}
        <MenuItem onClick={() => onRevoke(apiKey)}>
          <Ban aria-hidden />
          Revoke…
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

function scopeSummary(kind: ApiKey["kind"], scopes: ApiKey["scopes"]): string {
  if (scopes.length === SCOPES_OF_KIND[kind].length) return kind === "secret" ? "Everything" : "All that a page may";
  return scopes.length <= 2 ? scopes.join(", ") : `${scopes.slice(0, 2).join(", ")} and ${scopes.length - 2} more`;
}

function Origins({ kind, origins }: { kind: ApiKey["kind"]; origins: readonly string[] }) {
  if (kind === "secret") return <span className="text-fg-3">Servers only</span>;
  if (origins.length === 0) return "Any";
  return origins.length === 1 ? origins[0] : `${origins[0]} and ${origins.length - 1} more`;
}
