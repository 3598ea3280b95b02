import type { ReactNode } from "react";
import { Skeleton } from "../ui/skeleton.tsx";

interface PreviewMessageProps {
  readonly title: string;
  readonly text: string;
  readonly tone?: "bad";
  readonly children?: ReactNode;
}

/** What stands in place of the list when there is none, and what to do about it. */
export const PreviewMessage = ({ title, text, tone, children }: PreviewMessageProps) => (
  <div role={tone === "bad" ? "alert" : undefined} className="flex flex-col items-center gap-1.5 border-t px-6 py-10 text-center">
    <p className={tone === "bad" ? "font-medium text-bad" : "font-medium"}>{title}</p>
    <p className="max-w-xs text-fg-3">{text}</p>
    {children && <div className="mt-2">{children}</div>}
  </div>
);

const ROWS = ["a", "b", "c", "d", "e", "f"] as const;

/** Hidden from screen readers: the card around it says that it is busy. */
export const ListSkeleton = () => (
  <div aria-hidden className="divide-y border-t">
    {ROWS.map((row) => (
      <div key={row} className="flex items-center gap-3 px-4 py-3">
        <Skeleton className="size-10" />
        <div className="flex-1 space-y-1.5">
          <Skeleton className="h-3.5 w-1/2" />
          <Skeleton className="h-3 w-3/4" />
        </div>
      </div>
    ))}
  </div>
);
