import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

const TONES = {
  info: { icon: Info, style: "bg-brand-soft", ink: "text-brand-ink" },
  ok: { icon: CircleCheck, style: "bg-ok-soft", ink: "text-ok" },
  warn: { icon: TriangleAlert, style: "bg-warn-soft", ink: "text-warn" },
  bad: { icon: CircleAlert, style: "bg-bad-soft", ink: "text-bad" },
} as const;

interface NoticeProps {
  readonly tone: keyof typeof TONES;
  readonly title?: ReactNode;
  /** A button at the right end. */
  readonly action?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string;
}

/** Something the reader should know before they go on; the sign says how urgent, so that the colour does not have to. */
export function Notice({ tone, title, action, children, className }: NoticeProps) {
  const { icon: Icon, style, ink } = TONES[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : "note"}
      className={cn("flex items-start gap-2.5 rounded-xl px-3.5 py-3 text-[13px]", style, className)}
    >
      <Icon aria-hidden className={cn("mt-px size-4 shrink-0", ink)} />
      <div className="min-w-0 flex-1">
        {title && <p className={cn("font-medium", ink)}>{title}</p>}
        {children && <div className="text-fg-2">{children}</div>}
      </div>
      {action && <div className="shrink-0">{action}</div>}
    </div>
  );
}
