import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import type { SchemaVerdict } from "./use-schema-check.ts";

/** What publishing would be refused for: every violation with an event that would be lost, and what to do. */
export function VerdictPanel({ verdict, eventType }: { verdict: SchemaVerdict; eventType: string }) {
  const { problems, violations, against, same } = verdict;
  if (problems.length > 0) {
    return (
      <Notice tone="bad" title="These fields cannot be published yet">
        <ul className="list-disc pl-4">
          {problems.map(({ path, message }) => (
            <li key={path + message}>
              <code className="font-mono text-[12px]">{path}</code> {message}
            </li>
          ))}
        </ul>
      </Notice>
    );
  }
  if (violations.length > 0) {
    return (
      <section aria-label="Violations" className="space-y-3">
        <Notice tone="bad" title={`What is stored under version ${against} could not be read any more`}>
          {violations.length === 1 ? "One change breaks" : `${violations.length} changes break`} backward compatibility.
        </Notice>
        <ul className="space-y-3">
          {violations.map(({ path, message, suggestion, exampleDocument }) => (
            <li key={path} className="space-y-2 rounded-xl border p-3">
              <p>
                <code className="mr-2 font-medium font-mono text-[12.5px]">{path}</code>
                {message}
              </p>
              <CodeBlock
                label={`An event of version ${against} that would be lost`}
                language="JSON"
                code={JSON.stringify({ type: eventType, properties: exampleDocument }, null, 2)}
              />
              <p className="text-fg-2">{suggestion}</p>
            </li>
          ))}
        </ul>
      </section>
    );
  }
  if (same) return <Notice tone="info">{`Nothing differs from version ${against}.`}</Notice>;
  return (
    <Notice tone="ok" title={against === 0 ? "Ready to publish" : `Compatible with version ${against}`}>
      {against === 0
        ? "From then on, events of this type carry these properties and no others."
        : "Whatever was stored can be read under the new version."}
    </Notice>
  );
}
