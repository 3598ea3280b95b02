import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

export const Card = ({ className, ...props }: ComponentProps<"section">) => (
  <section className={cn("rounded-xl border bg-surface shadow-card", className)} {...props} />
);

interface CardHeaderProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly id?: string;
  readonly children?: ReactNode;
}

export const CardHeader = ({ title, description, id, children }: CardHeaderProps) => (
  <header className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 pt-3 pb-2">
    <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      <h2 id={id} className="font-semibold text-[13.5px] tracking-[-0.01em]">
        {title}
      </h2>
      {description && <p className="text-[12px] text-fg-3">{description}</p>}
    </div>
    {children}
  </header>
);
