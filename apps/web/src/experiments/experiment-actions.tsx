import { Archive, Gavel, Pencil, Play, Square } from "lucide-react";
import type { ReactNode } from "react";
import { Button, type ButtonProps } from "../ui/button.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import type { Experiment } from "./experiment.ts";

export type Asked = "edit" | "start" | "stop" | "decide" | "archive";

interface ExperimentActionsProps {
  readonly experiment: Experiment;
  /** Why the reader may do nothing; undefined when they may. */
  readonly notAllowed: string | undefined;
  readonly ask: (what: Asked) => void;
}

/** What comes next in this state; the next step of the way is the one that stands out. */
export function ExperimentActions({ experiment: { state, checks }, notAllowed, ask }: ExperimentActionsProps) {
  const missing = checks.filter(({ passed }) => !passed).length;
  const incomplete = missing === 0 ? undefined : `${missing} check${missing === 1 ? "" : "s"} before the start must pass first.`;
  const action = (what: Asked, label: ReactNode, variant: ButtonProps["variant"], reason = notAllowed) => (
    <DisabledReason key={what} reason={reason}>
      {(disabled) => (
        <Button variant={variant} disabled={disabled} onClick={() => ask(what)}>
          {label}
        </Button>
      )}
    </DisabledReason>
  );
  const archive = action("archive", withSign(Archive, "Archive"), "outline");
  switch (state) {
    case "draft":
      return (
        <>
          {archive}
          {action("edit", withSign(Pencil, "Edit"), "outline")}
          {action("start", withSign(Play, "Start"), "primary", notAllowed ?? incomplete)}
        </>
      );
    case "running":
      return action("stop", withSign(Square, "Stop"), "danger");
    case "stopped":
      return action("decide", withSign(Gavel, "Decide"), "primary");
    case "decided":
      return archive;
    case "archived":
      return null;
  }
}

const withSign = (Sign: typeof Play, label: string) => (
  <>
    <Sign aria-hidden />
    {label}
  </>
);
