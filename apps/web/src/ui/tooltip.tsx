"use client";
import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./cn.ts";
import { popupStyle } from "./popup-style.ts";

/** A sentence about `children` on hover and focus. What it says must also be reachable otherwise: a tooltip is not read out. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactElement }) {
  return (
    <Base.Root>
      <Base.Trigger delay={200} render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-60 outline-none">
          <Base.Popup className={cn(popupStyle, "max-w-72 px-2.5 py-1.5 text-[12.5px] text-fg-2")}>{text}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
