"use client";
import { Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { DialogFooter } from "../ui/dialog.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { Notice } from "../ui/notice.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextArea } from "../ui/text-area.tsx";
import { MarkedJson } from "./marked-json.tsx";
import { useLetterCheck } from "./use-letter-check.ts";

interface LetterEditorProps {
  readonly letterId: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly path: string;
}

/** The event to be mended beside the event as it was sent; checked by the api at every change, and sent when nothing is wrong any more. */
export function LetterEditor({ letterId, event, path }: LetterEditorProps) {
  const trpc = useTRPC();
  const [text, setText] = useState(() => JSON.stringify(event, null, 2));
  const [discarding, setDiscarding] = useState(false);
  const { parsed, errors, failed } = useLetterCheck(letterId, text);
  const invalidates = [trpc.deadLetters.pathKey()];
  const replay = useAction(trpc.deadLetters.replay, {
    done: ({ status }) => (status === "duplicate" ? "This event had been accepted before" : "The event was accepted"),
    invalidates,
  });
  const discard = useAction(trpc.deadLetters.discard, { done: "The letter is discarded", invalidates });
  const problem = "problem" in parsed ? parsed.problem : undefined;
  const ready = problem === undefined && errors?.length === 0;

  return (
    <>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <MarkedJson label="As it was sent" value={event} path={path} />
        <div className="space-y-3">
          <TextArea
            label="Event to send"
            name="event"
            mono
            rows={Math.min(20, text.split("\n").length + 1)}
            hint="It is sent as the same person and keeps its id, so that it counts once."
            error={problem}
            value={text}
            onValueChange={setText}
          />
          <div aria-live="polite">
            {failed && <Notice tone="bad">{failed.message}</Notice>}
            {ready && <Notice tone="ok" title="The api would accept this" />}
            {errors !== undefined && errors.length > 0 && (
              <Notice tone="bad" title="Still wrong">
                <ul className="list-disc pl-4">
                  {errors.map((one) => (
                    <li key={one.path + one.message}>
                      {one.path !== "" && <code className="font-mono text-[12px]">{one.path} </code>}
                      {one.message}
                    </li>
                  ))}
                </ul>
              </Notice>
            )}
          </div>
        </div>
      </div>
      <DialogFooter>
        <Button onClick={() => setDiscarding(true)}>
          <Trash2 aria-hidden />
          Discard
        </Button>
        <DisabledReason reason={ready ? undefined : "Something is still wrong with the event."}>
          {(disabled) => (
            <Button
              variant="primary"
              disabled={disabled || replay.pending}
              onClick={() => "event" in parsed && void replay.run({ letterId, event: parsed.event })}
            >
              {replay.pending ? <Spinner /> : <Send aria-hidden />}
              Replay
            </Button>
          )}
        </DisabledReason>
      </DialogFooter>
      <ConfirmDialog
        open={discarding}
        onOpenChange={setDiscarding}
        title="Discard this letter?"
        description="Its event is not sent again."
        confirmLabel="Discard"
        tone="bad"
        reason="required"
        pending={discard.pending}
        onConfirm={(reason) => reason !== undefined && void discard.run({ letterIds: [letterId], reason })}
      />
    </>
  );
}
