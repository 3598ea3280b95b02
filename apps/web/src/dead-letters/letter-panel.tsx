"use client";
import { Dialog } from "../ui/dialog.tsx";
import { Facts } from "../ui/facts.tsx";
import { Notice } from "../ui/notice.tsx";
import { Time } from "../ui/time.tsx";
import { CODE_NAMES } from "./groups-table.tsx";
import { LetterEditor } from "./letter-editor.tsx";
import { type Letter, letterState } from "./letter-groups.ts";
import { LetterStateBadge } from "./letter-state-badge.tsx";
import { MarkedJson } from "./marked-json.tsx";

interface LetterPanelProps {
  readonly letter: Letter | undefined;
  readonly nowMs: number;
  readonly close: () => void;
}

/** One letter: what came, what was wrong with it, and the editor while it is open. */
export const LetterPanel = ({ letter, nowMs, close }: LetterPanelProps) => (
  <Dialog
    open={letter !== undefined}
    onOpenChange={(open) => !open && close()}
    size="xl"
    title={letter ? (CODE_NAMES[letter.code] ?? letter.code) : ""}
    description={letter && <>{letter.path === "" ? letter.message : `${letter.path}: ${letter.message}`}</>}
  >
    {letter && <LetterBody letter={letter} nowMs={nowMs} />}
  </Dialog>
);

function LetterBody({ letter, nowMs }: { letter: Letter; nowMs: number }) {
  const state = letterState(letter, nowMs);
  const { action, subject, event, path } = letter;
  return (
    <div className="space-y-4">
      <Facts
        items={[
          { label: "State", value: <LetterStateBadge state={state} /> },
          { label: "Refused", value: <Time at={letter.atMs} style="absolute" /> },
          {
            label: "Person",
            value: subject ? (
              <a className="font-mono text-[12px] text-brand-ink underline underline-offset-2" href={`/live?person=${subject}`}>
                {subject}
              </a>
            ) : (
              "Could not be told, so what was sent is not kept"
            ),
          },
          ...(action && action.failed === undefined
            ? [{ label: state === "open" ? "Last tried" : "Done", value: <DoneBy actor={action.actor} atMs={action.atMs} /> }]
            : []),
        ]}
      />
      {action?.failed !== undefined && (
        <Notice tone="warn" title="The last replay was refused">
          {action.failed}
        </Notice>
      )}
      {event === undefined ? (
        <Notice tone="info" title="There is nothing to edit">
          {letter.record === undefined
            ? "The event was not kept; the letter can only be discarded."
            : "This is a record that the worker could not process. It is kept whole until the log forgets it, and can only be discarded."}
        </Notice>
      ) : state === "open" && subject !== undefined ? (
        <LetterEditor key={letter.id} letterId={letter.id} event={event} path={path} />
      ) : (
        <MarkedJson label="As it was sent" value={event} path={path} />
      )}
    </div>
  );
}

const DoneBy = ({ actor, atMs }: { actor: string; atMs: number }) => (
  <>
    <Time at={atMs} style="absolute" /> by {actor}
  </>
);
