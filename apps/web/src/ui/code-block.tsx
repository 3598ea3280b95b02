/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- as below. */
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll to the end of a wide line.
import { cn } from "./cn.ts";
import { CopyButton } from "./copy-button.tsx";

interface CodeBlockProps {
  /** What the code is, such as "Send an event with curl". */
  readonly label: string;
  readonly code: string;
  readonly language?: string | undefined;
  readonly className?: string;
}

/** Code to read and to copy; wide lines scroll, with the keyboard too. */
export const CodeBlock = ({ label, code, language, className }: CodeBlockProps) => (
  <figure className={cn("min-w-0 overflow-hidden rounded-xl border bg-surface-2/60", className)}>
    <figcaption className="flex items-center justify-between gap-3 border-b py-1 pr-1.5 pl-3.5 text-[12px] text-fg-3">
      <span className="truncate">{label}</span>
      <span className="flex items-center gap-1.5">
        {language && <span>{language}</span>}
        <CopyButton label={`Copy: ${label}`} value={code} />
      </span>
    </figcaption>
    <section tabIndex={0} aria-label={label} className="overflow-x-auto px-3.5 py-3 outline-offset-[-2px]">
      <pre className="font-mono text-[12.5px] leading-relaxed">
        <code>{code}</code>
      </pre>
    </section>
  </figure>
);
