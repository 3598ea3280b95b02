import type { ReactNode } from "react";
import { cn } from "./cn.ts";

interface FactsProps {
  readonly items: readonly { readonly label: string; readonly value: ReactNode }[];
  readonly className?: string;
}

/** What is known about one thing: names on the left, values on the right. */
export const Facts = ({ items, className }: FactsProps) => (
  <dl className={cn("grid grid-cols-[minmax(7rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-2 text-[13px]", className)}>
    {items.map(({ label, value }) => (
      <div key={label} className="col-span-2 grid grid-cols-subgrid">
        <dt className="text-fg-3">{label}</dt>
        <dd className="min-w-0 break-words">{value}</dd>
      </div>
    ))}
  </dl>
);
