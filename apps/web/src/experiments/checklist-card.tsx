import type { Check, CheckedField } from "@attune/core/experiments/checklist";
import { Circle, CircleCheck } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Card, CardHeader } from "../ui/card.tsx";

/** What stands between a draft and its start. It checks itself; what is missing leads to its field. */
export const ChecklistCard = ({ checks, mend }: { checks: readonly Check[]; mend: ((field: CheckedField) => void) | undefined }) => (
  <Card aria-labelledby="checklist">
    <CardHeader
      id="checklist"
      title="Before it starts"
      description={`${checks.filter(({ passed }) => passed).length} of ${checks.length} checks pass`}
    />
    <ul className="divide-y px-4 pb-2">
      {checks.map(({ field, passed, sentence }) => (
        <li key={sentence} className="flex items-center gap-2.5 py-2">
          {passed ? (
            <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
          ) : (
            <Circle aria-hidden className="size-4 shrink-0 text-warn" />
          )}
          <span className="sr-only">{passed ? "Done:" : "Missing:"}</span>
          <span className={passed ? "text-fg-2" : ""}>{sentence}</span>
          {!passed && mend && (
            <Button size="xs" className="ml-auto" onClick={() => mend(field)}>
              Mend
            </Button>
          )}
        </li>
      ))}
    </ul>
  </Card>
);
