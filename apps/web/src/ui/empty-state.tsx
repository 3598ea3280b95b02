import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly action?: ReactNode;
  /** What would stand here and how it comes about. */
  readonly children?: ReactNode;
}

export const EmptyState = ({ icon: Icon, title, action, children }: EmptyStateProps) => (
  <div className="flex flex-col items-center gap-1.5 px-6 py-10 text-center">
    <span aria-hidden className="mb-1 grid size-10 place-items-center rounded-xl bg-surface-2 text-fg-3 [&_svg]:size-5">
      <Icon />
    </span>
    <p className="font-medium">{title}</p>
    {children && <p className="max-w-md text-fg-3">{children}</p>}
    {action && <div className="mt-2">{action}</div>}
  </div>
);
