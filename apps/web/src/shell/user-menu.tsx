"use client";
import { LogOut, Monitor, Moon, Sun } from "lucide-react";
import { ROLE_NAMES } from "../session/roles.ts";
import type { ConsoleSession } from "../session/session.ts";
import { signOut } from "../session/sign-in.ts";
import { THEMES, useThemeChoice } from "../theme/theme.tsx";
import { cn } from "../ui/cn.ts";
import { Menu, MenuChoices, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "../ui/menu.tsx";
import { initialsOf } from "./initials-of.ts";

const THEME_ICONS = { light: Sun, dark: Moon, system: Monitor } as const;

interface UserMenuProps {
  readonly session: ConsoleSession;
  readonly tenant: NonNullable<ConsoleSession["tenant"]>;
  readonly compact?: boolean;
}

export function UserMenu({ session, tenant, compact = false }: UserMenuProps) {
  const { theme, setTheme } = useThemeChoice();
  const { user } = session;
  const name = user.name || user.email;
  const full = compact ? "hidden" : "hidden xl:block";
  return (
    <Menu>
      <MenuTrigger
        aria-label={`${name}, ${ROLE_NAMES[tenant.role]} of ${tenant.name}: open the menu`}
        className={cn(
          "flex w-full items-center justify-center gap-2.5 rounded-xl text-left",
          !compact && "xl:border xl:bg-surface xl:p-2.5 xl:shadow-card xl:hover:border-line-strong",
        )}
      >
        <span
          aria-hidden
          className="grid size-8 shrink-0 place-items-center rounded-full bg-brand-soft font-semibold text-[12px] text-brand-ink"
        >
          {initialsOf(name)}
        </span>
        <span className={cn("min-w-0 flex-1", full)}>
          <span className="block truncate font-medium text-[13px]">{name}</span>
          <span className="block truncate text-[12px] text-fg-3">{ROLE_NAMES[tenant.role]}</span>
        </span>
      </MenuTrigger>
      <MenuContent align="start" side={compact ? "bottom" : "top"} className="min-w-56">
        <div className="px-2.5 pt-1.5 pb-2">
          <p className="font-medium text-[13px]">{name}</p>
          <p className="text-[12px] text-fg-3">{user.email}</p>
          <p className="mt-1 text-[12px] text-fg-2">
            {ROLE_NAMES[tenant.role]} of {tenant.name}
          </p>
        </div>
        <MenuSeparator />
        <MenuChoices
          label="Theme"
          value={theme}
          onChange={setTheme}
          options={THEMES.map(({ value, label }) => {
            const Icon = THEME_ICONS[value];
            return {
              value,
              label: (
                <>
                  <Icon aria-hidden />
                  {label}
                </>
              ),
            };
          })}
        />
        <MenuSeparator />
        <MenuItem onClick={() => void signOut()}>
          <LogOut aria-hidden />
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
