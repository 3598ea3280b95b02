"use client";
import { usePathname } from "next/navigation";
import type { ConsoleSession } from "../session/session.ts";
import { BrandMark } from "./brand-mark.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { navigationFor } from "./navigation.ts";
import { UserMenu } from "./user-menu.tsx";

export function TopBar({ session, tenant }: { session: ConsoleSession; tenant: NonNullable<ConsoleSession["tenant"]> }) {
  const pathname = usePathname();
  const pages = navigationFor(tenant.role).flatMap((group) => group.pages);
  const current = pages.find(({ href }) => pathname.startsWith(href));
  return (
    <header className="sticky top-0 z-30 flex h-13 items-center gap-3 border-b bg-bg/85 px-4 backdrop-blur-md sm:px-6">
      <BrandMark className="split:hidden" />
      <p className="min-w-0 truncate text-[13px] text-fg-3">
        <span data-testid="tenant-name">{tenant.name}</span>
        {current && (
          <>
            <span aria-hidden className="mx-1.5 text-line-strong">
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
