"use client";
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Dices, LayoutTemplate, LogOut, type LucideIcon, Monitor, Moon, Search, Sun, User, UserPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { placementName } from "../preview/placement-name.ts";
import { useChoosePerson } from "../preview/use-choose-person.ts";
import { useOpenPreview } from "../preview/use-preview-state.ts";
import { signOut } from "../session/sign-in.ts";
import { THEMES, useThemeChoice } from "../theme/theme.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { focusOnMount } from "../ui/focus-on-mount.ts";
import type { NavigationPage } from "./navigation.ts";

const THEME_ICONS = { light: Sun, dark: Moon, system: Monitor } as const;
const groupStyle =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[11.5px] [&_[cmdk-group-heading]]:text-fg-3";

/** The palette's list: pages, people, placements and what concerns the console itself. */
export function Commands({ pages, close }: { pages: readonly NavigationPage[]; close: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const openPreview = useOpenPreview();
  const choose = useChoosePerson();
  const { setTheme } = useThemeChoice();
  const personas = useQuery(trpc.preview.personas.queryOptions());
  const placements = useQuery(trpc.preview.placements.queryOptions());
  const after = (action: () => void) => () => {
    close();
    action();
  };
  return (
    <Command label="Command palette" loop>
      <div className="flex items-center gap-2.5 border-b px-4">
        <Search aria-hidden className="size-4 text-fg-3" />
        <Command.Input
          ref={focusOnMount}
          placeholder="Type a command or search…"
          className="h-12 flex-1 bg-transparent text-[14px] outline-none placeholder:text-fg-3"
        />
      </div>
      <Command.List className="max-h-88 overflow-auto p-2">
        <Command.Empty className="py-8 text-center text-fg-3">Nothing matches</Command.Empty>
        <Command.Group heading="Go to" className={groupStyle}>
          {pages.map(({ href, label, icon }) => (
            <Entry key={href} icon={icon} label={label} onSelect={after(() => router.push(href))} />
          ))}
        </Command.Group>
        <Command.Group heading="Preview as" className={groupStyle}>
          {personas.data?.map(({ id, label, description, subject }) => (
            <Entry key={id} icon={User} label={label} hint={description} onSelect={after(() => openPreview({ person: subject }))} />
          ))}
          <Entry icon={Dices} label="Random person" onSelect={after(choose.random)} />
          <Entry icon={UserPlus} label="New person" onSelect={after(choose.create)} />
        </Command.Group>
        <Command.Group heading="Placement" className={groupStyle}>
          {placements.data?.map(({ key }) => (
            <Entry
              key={key}
              icon={LayoutTemplate}
              label={placementName(key)}
              hint={key}
              onSelect={after(() => openPreview({ placement: key }))}
            />
          ))}
        </Command.Group>
        <Command.Group heading="This console" className={groupStyle}>
          {THEMES.map(({ value, label }) => (
            <Entry key={value} icon={THEME_ICONS[value]} label={`Theme: ${label.toLowerCase()}`} onSelect={after(() => setTheme(value))} />
          ))}
          <Entry icon={LogOut} label="Sign out" onSelect={after(() => void signOut())} />
        </Command.Group>
      </Command.List>
    </Command>
  );
}

function Entry({ icon: Icon, label, hint, onSelect }: { icon: LucideIcon; label: string; hint?: string; onSelect: () => void }) {
  return (
    <Command.Item
      value={hint ? `${label} ${hint}` : label}
      onSelect={onSelect}
      className="flex cursor-default items-center gap-2.5 rounded-lg px-2.5 py-2 text-[13.5px] data-[selected=true]:bg-surface-2 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-fg-3"
    >
      <Icon aria-hidden />
      <span className="shrink-0">{label}</span>
      {hint && <span className="truncate text-[12.5px] text-fg-3">{hint}</span>}
    </Command.Item>
  );
}
