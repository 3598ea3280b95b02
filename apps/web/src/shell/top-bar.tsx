"use client";
import { usePathname } from "next/navigation";
import type { ConsoleSession } from "../session/session.ts";
import { BrandMark } from "./brand-mark.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { navigationFor } from "./navigation.ts";
import { TenantSwitcher } from "./tenant-switcher.tsx";
import { UserMenu } from "./user-menu.tsx";

export function TopBar({ session, tenant }: { session: ConsoleSession; tenant: NonNullable<ConsoleSession["tenant"]> }) {
  const pathname = usePathname();
  const pages = navigationFor(tenant.role).flatMap((group) => group.pages);
  const current = pages.find(({ href }) => pathname.startsWith(href));
  return (
    <header className="sticky top-0 z-30 flex h-13 items-center gap-3 border-b bg-bg/85 px-4 backdrop-blur-md sm:px-6">
      <BrandMark className="split:hidden" />
      <div className="min-w-0 split:hidden">
        <TenantSwitcher session={session} tenant={tenant} name="always" />
      </div>
      <p className="hidden min-w-0 truncate text-[13px] text-fg-3 sm:block">
        <span className="hidden split:inline">{tenant.name}</span>
        {current && (
          <>
            <span aria-hidden className="mx-1.5 hidden text-line-strong split:inline">
              /
            </span>
            <span className="font-medium text-fg">{current.label}</span>
          </>
        )}
      </p>
      <div className="ml-auto flex shrink-0 items-center gap-2">
        <CommandPalette pages={pages} />
        <div className="split:hidden">
          <UserMenu session={session} tenant={tenant} compact />
        </div>
      </div>
    </header>
  );
}
