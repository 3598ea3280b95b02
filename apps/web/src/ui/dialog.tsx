"use client";
import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { buttonStyle } from "./button.tsx";
import { cn } from "./cn.ts";

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  readonly size?: "md" | "lg" | "xl" | undefined;
  /** A question that must be answered: a click beside it does not close it. */
  readonly alert?: boolean | undefined;
}

const WIDTHS = {
  md: "w-[min(30rem,calc(100vw-2rem))]",
  lg: "w-[min(44rem,calc(100vw-2rem))]",
  xl: "w-[min(64rem,calc(100vw-2rem))]",
} as const;

/** A panel over the page that keeps the focus until it is closed; its contents live only while it is open. */
export function Dialog({ open, onOpenChange, title, description, children, size = "md", alert = false }: DialogProps) {
  const Root = alert ? AlertDialog.Root : Base.Root;
  return (
    <Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/35 backdrop-blur-[2px] transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60" />
        <Base.Popup
          className={cn(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-3rem)] -translate-x-1/2 -translate-y-1/2 flex-col overflow-y-auto rounded-2xl border bg-surface p-5 shadow-2xl outline-none transition duration-150 data-ending-style:scale-[0.98] data-starting-style:scale-[0.98] data-ending-style:opacity-0 data-starting-style:opacity-0",
            WIDTHS[size],
          )}
        >
          <div className="mb-4 pr-8">
            <Base.Title className="font-semibold text-[16px] tracking-[-0.01em]">{title}</Base.Title>
            {description && <Base.Description className="mt-1 text-fg-2">{description}</Base.Description>}
          </div>
          {children}
          <Base.Close aria-label="Close" className={cn(buttonStyle({ variant: "ghost", size: "icon-xs" }), "absolute top-4 right-4")}>
            <X aria-hidden />
          </Base.Close>
        </Base.Popup>
      </Base.Portal>
    </Root>
  );
}

/** The buttons of a dialog, the one that acts last. */
export const DialogFooter = ({ children }: { children: ReactNode }) => (
  <div className="mt-5 flex flex-wrap items-center justify-end gap-2">{children}</div>
);
