"use client";
import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

interface TabsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly tabs: readonly { readonly value: T; readonly label: ReactNode; readonly count?: number | undefined }[];
  readonly onChange: (value: T) => void;
  /** What the chosen tab shows. */
  readonly children: ReactNode;
}

/** Views of one thing; which of them is shown is the caller's, in the URL. */
export function Tabs<T extends string>({ label, value, tabs, onChange, children }: TabsProps<T>) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(next as T)}>
      <Base.List aria-label={label} className="relative mb-4 flex gap-1 overflow-x-auto border-b">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="flex h-9 shrink-0 items-center gap-1.5 rounded-t-lg px-3 font-medium text-[13px] text-fg-3 outline-offset-[-2px] hover:text-fg data-active:text-fg"
          >
            {tab.label}
            {tab.count !== undefined && <span className="tnum rounded-full bg-surface-2 px-1.5 text-[11.5px] text-fg-2">{tab.count}</span>}
          </Base.Tab>
        ))}
        <Base.Indicator className="absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) rounded-full bg-brand transition-[translate,width] duration-150" />
      </Base.List>
      <Base.Panel key={value} value={value} className="outline-offset-4">
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
