/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- as below. */
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll to the end of a long event.
import { cn } from "../ui/cn.ts";
import { jsonLines } from "./json-lines.ts";

interface MarkedJsonProps {
  readonly label: string;
  readonly value: unknown;
  readonly path: string;
}

/** An event to be read, with the place marked that is wrong. */
export const MarkedJson = ({ label, value, path }: MarkedJsonProps) => (
  <figure className="min-w-0 overflow-hidden rounded-xl border bg-surface-2/60">
    <figcaption className="border-b px-3.5 py-1.5 text-[12px] text-fg-3">{label}</figcaption>
    <section tabIndex={0} aria-label={label} className="max-h-96 overflow-auto py-2.5 outline-offset-[-2px]">
      <pre className="w-max min-w-full font-mono text-[12.5px] leading-relaxed">
        {jsonLines(value, path).map(({ text, marked }, index) => (
          <code
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and none moves.
            key={index}
            className={cn("block px-3.5", marked && "bg-bad-soft text-bad")}
          >
            {marked ? <mark className="bg-transparent text-inherit">{text}</mark> : text}
            {marked && <span className="sr-only"> (this is wrong)</span>}
          </code>
        ))}
      </pre>
    </section>
  </figure>
);
