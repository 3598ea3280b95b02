"use client";
import { Popover as Base } from "@base-ui/react/popover";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { popupStyle } from "./popup-style.ts";

export const Popover = Base.Root;
export const PopoverTrigger = Base.Trigger;

export function PopoverContent({ label, children, className }: { label: string; children: ReactNode; className?: string }) {
  return (
    <Base.Portal>
      <Base.Positioner sideOffset={6} align="start" className="z-50 outline-none">
        <Base.Popup aria-label={label} className={cn(popupStyle, "w-[min(20rem,calc(100vw-2rem))]", className)}>
          {children}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}
