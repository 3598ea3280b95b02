"use client";
import { ChevronsUpDown, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { ROLE_NAMES, TENANT_CREATORS } from "../session/roles.ts";
import type { ConsoleSession } from "../session/session.ts";
import { switchTenant } from "../session/sign-in.ts";
import { Badge } from "../ui/badge.tsx";
import { cn } from "../ui/cn.ts";
import { Menu, MenuChoices, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "../ui/menu.tsx";
import { initialsOf } from "./initials-of.ts";

interface TenantSwitcherProps {
  readonly session: ConsoleSession;
  readonly tenant: NonNullable<ConsoleSession["tenant"]>;
  readonly className?: string;
  /** Where there is room for the name: always, or in the wide sidebar only. */
  readonly name?: "always" | "wide";
}

/** Which tenant the console shows, and the others of whoever is signed in, with their role in each. */
export function TenantSwitcher({ session, tenant, className, name = "wide" }: TenantSwitcherProps) {
  const router = useRouter();
  const others = session.memberships.toSorted((a, b) => a.name.localeCompare(b.name));
  const full = name === "always" ? "" : "hidden xl:block";
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Tenant: ${tenant.name}. Switch tenant`}
        className={cn(
          "flex w-full min-w-0 items-center justify-center gap-2 rounded-lg border border-line-strong bg-surface p-1.5 text-left shadow-card hover:bg-surface-2 data-popup-open:border-brand",
          className,
        )}
      >
        <span
          aria-hidden
          className="grid size-6 shrink-0 place-items-center rounded-md bg-brand-soft font-semibold text-[11px] text-brand-ink"
        >
          {initialsOf(tenant.name)}
        </span>
        <span className={cn("min-w-0 flex-1 truncate font-medium text-[13px]", full)}>{tenant.name}</span>
        <ChevronsUpDown aria-hidden className={cn("size-3.5 shrink-0 text-fg-3", full)} />
      </MenuTrigger>
      <MenuContent align="start" className="max-h-[min(28rem,70dvh)] min-w-64 overflow-y-auto">
        <MenuChoices
          label="Your tenants"
          value={tenant.tenantId}
          onChange={(tenantId) => tenantId !== tenant.tenantId && void switchTenant(tenantId)}
          options={others.map(({ tenantId, name: label, role }) => ({
            value: tenantId,
            label: (
              <span className="flex min-w-0 flex-1 items-center justify-between gap-3">
                <span className="truncate">{label}</span>
                <Badge>{ROLE_NAMES[role]}</Badge>
              </span>
            ),
          }))}
        />
        {TENANT_CREATORS.some((role) => role === tenant.role) && (
          <>
            <MenuSeparator />
            <MenuItem onClick={() => router.push("/tenants?create=true")}>
              <Plus aria-hidden />
              Create tenant
            </MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  );
}
