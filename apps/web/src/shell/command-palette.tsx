"use client";
import { Dialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import type { NavigationPage } from "./navigation.ts";

// Fetched when it is first opened: most visits never do.
const Commands = dynamic(() => import("./commands.tsx").then((module) => module.Commands), {
  ssr: false,
  loading: () => <div className="h-80" />,
});

/** Everything that can be done from anywhere, by name: Ctrl K or ⌘ K. */
export function CommandPalette({ pages }: { pages: readonly NavigationPage[] }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (event.code !== "KeyK" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    window.addEventListener("keydown", toggle);
    return () => window.removeEventListener("keydown", toggle);
  }, []);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger
        aria-label="Search or jump to"
        aria-keyshortcuts="Control+K Meta+K"
        className="flex size-8 items-center justify-center gap-2 rounded-lg border bg-surface-2/70 text-[13px] text-fg-3 hover:border-line-strong md:w-64 md:justify-start md:px-2.5"
      >
        <Search aria-hidden className="size-4" />
        <span className="hidden md:inline">Search or jump to…</span>
        <kbd className="ml-auto hidden rounded border bg-surface px-1.5 py-px font-mono text-[10.5px] md:inline">Ctrl K</kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/35 backdrop-blur-[2px] dark:bg-black/60" />
        <Dialog.Popup
          aria-label="Command palette"
          className="fixed top-[16%] left-1/2 z-50 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden rounded-2xl border bg-surface shadow-2xl outline-none"
        >
          <Commands pages={pages} close={() => setOpen(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
