import type { SlowestHop } from "@attune/core/metrics/schema";
import { HOP_WORDS } from "@attune/core/metrics/slowest-hop";
import { Notice } from "../ui/notice.tsx";

/** The slowest hop in a sentence, and the setting that would help. Its numbers change every second: read out is only which hop it is. */
export function Verdict({ slowest: { hop, sentence, remedy } }: { slowest: SlowestHop }) {
  return (
    <div data-testid="verdict">
      <p aria-live="polite" className="sr-only">
        {hop === null ? "Nothing is slow now." : `The slowest hop now is ${HOP_WORDS[hop].name}.`}
      </p>
      <Notice tone={hop === null ? "ok" : "warn"} title={sentence}>
        {remedy && (
          <p>
            What would help: <code className="rounded bg-surface px-1 py-0.5 font-mono text-[12px] text-fg">{remedy.setting}</code>.{" "}
            {remedy.sentence}
          </p>
        )}
      </Notice>
    </div>
  );
}
