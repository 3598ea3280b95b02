"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ConsoleSession } from "../session/session.ts";
import { cn } from "../ui/cn.ts";
import { BrandMark } from "./brand-mark.tsx";
import { navigationFor } from "./navigation.ts";
import { TenantSwitcher } from "./tenant-switcher.tsx";
import { UserMenu } from "./user-menu.tsx";

/** The console's pages by group; below 1280 px only their icons, with the labels as accessible names. */
export function Sidebar({ session, tenant }: { session: ConsoleSession; tenant: NonNullable<ConsoleSession["tenant"]> }) {
  const pathname = usePathname();
  return (
    <aside className="sticky top-0 hidden h-dvh flex-col border-r bg-surface-2/50 px-2.5 py-3.5 split:flex xl:px-3">
      <div className="mb-3 flex items-center gap-2.5 px-1.5">
        <BrandMark />
        <span className="hidden font-semibold text-[15px] tracking-tight xl:inline">Attune</span>
      </div>
      <TenantSwitcher session={session} tenant={tenant} className="mb-5" />
      <nav aria-label="Main" className="-mx-1 min-h-0 flex-1 space-y-5 overflow-y-auto px-1 py-0.5">
        {navigationFor(tenant.role).map((group) => (
          <div key={group.title}>
            <p className="mb-1 hidden px-2 font-medium text-[11.5px] text-fg-3 xl:block">{group.title}</p>
            <ul className="space-y-0.5">
              {group.pages.map(({ href, label, icon: Icon }) => {
                const current = pathname.startsWith(href);
                return (
                  <li key={href}>
                    <Link
                      href={href}
                      aria-label={label}
                      aria-current={current ? "page" : undefined}
                      className={cn(
                        "flex h-8 items-center justify-center gap-2.5 rounded-lg px-2 text-fg-2 hover:bg-surface hover:text-fg xl:justify-start [&_svg]:size-4",
                        current && "bg-surface font-medium text-fg shadow-card ring-1 ring-line [&_svg]:text-brand-ink",
                      )}
                    >
                      <Icon aria-hidden />
                      <span className="hidden xl:inline">{label}</span>
                    </Link>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </nav>
      <div className="mt-3">
        <UserMenu session={session} tenant={tenant} />
      </div>
    </aside>
  );
}
