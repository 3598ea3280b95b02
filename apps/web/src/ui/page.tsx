import type { ReactNode } from "react";

interface PageProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Buttons of the whole page, at the right of its title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of a page: its margins, its one h1 and what can be done with all of it. */
export const Page = ({ title, description, actions, children }: PageProps) => (
  <div className="space-y-5 px-4 py-5 sm:px-6">
    <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
      <div className="min-w-0">
        <h1 className="font-semibold text-[19px] tracking-[-0.02em]">{title}</h1>
        {description && <p className="mt-0.5 max-w-3xl text-fg-3">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
    {children}
  </div>
);
