"use client";
import type { Field } from "@attune/core/schemas/schema";
import { Plus, Undo2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { DisabledReason } from "../ui/disabled-reason.tsx";
import { Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { DiffPanel } from "./diff-panel.tsx";
import { type DraftField, draftOf, emptyDraft, fieldOf } from "./draft-field.ts";
import { FieldEditor } from "./field-editor.tsx";
import { type SchemaVerdict, useSchemaCheck } from "./use-schema-check.ts";
import { VerdictPanel } from "./verdict-panel.tsx";

interface SchemaEditorProps {
  readonly eventType: string;
  /** The newest published fields; none for a type that has no schema yet. */
  readonly published: readonly Field[];
  readonly basedOnVersion: number;
  /** Of a type that does not exist yet. */
  readonly newType?: { readonly weight: number; readonly outcome: boolean; readonly consumes: boolean } | undefined;
  /** Why nothing can be published whatever the fields are. */
  readonly refused?: string | undefined;
  readonly onPublished: () => void;
  readonly children?: ReactNode;
}

/** Fields to be edited, the server's verdict beside them, and publishing with a reason. */
export function SchemaEditor({ eventType, published, basedOnVersion, newType, refused, onPublished, children }: SchemaEditorProps) {
  const trpc = useTRPC();
  const [drafts, setDrafts] = useState(() => published.map((field) => draftOf(field, field.name)));
  const [asking, setAsking] = useState(false);
  const fields = drafts.map(fieldOf);
  const { verdict, latest, error } = useSchemaCheck(eventType, fields);
  const publish = useAction(trpc.schemas.publish, {
    done: ({ version }) => `Version ${version} of ${eventType} is published`,
    invalidates: [trpc.schemas.pathKey()],
  });
  const change = (key: string, part: Partial<DraftField>) =>
    setDrafts((all) => all.map((draft) => (draft.key === key ? { ...draft, ...part } : draft)));
  const confirm = async (reason: string) => {
    const done = await publish.run({ eventType, fields, basedOnVersion, reason, ...(newType ? { newType } : {}) });
    if (!done) return;
    setAsking(false);
    onPublished();
  };
  const reason = refused ?? whyNot(verdict);

  return (
    <div className="grid items-start gap-4 split:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Card>
        <CardHeader title="Fields" description={`${drafts.length} in properties`} />
        <div className="space-y-3 px-4 pb-4">
          {children}
          {drafts.map((draft, index) => (
            <FieldEditor
              key={draft.key}
              field={draft}
              number={index + 1}
              errors={errorsOf(verdict ?? latest, index)}
              onChange={(part) => change(draft.key, part)}
              onRemove={() => setDrafts((all) => all.filter(({ key }) => key !== draft.key))}
            />
          ))}
          {drafts.length === 0 && <p className="text-fg-3">No fields: events of this type carry no properties of their own.</p>}
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setDrafts((all) => [...all, emptyDraft(crypto.randomUUID())])}>
              <Plus aria-hidden />
              Add field
            </Button>
            <Button variant="ghost" onClick={() => setDrafts(published.map((field) => draftOf(field, field.name)))}>
              <Undo2 aria-hidden />
              Start again
            </Button>
          </div>
        </div>
      </Card>
      <Card className="split:sticky split:top-17">
        <CardHeader title="Check" description={verdict ? "up to date" : "checking…"} />
        <div aria-live="polite" className="space-y-4 px-4 pb-4">
          {error && <Notice tone="bad">{error.message}</Notice>}
          {verdict || latest ? (
            <VerdictPanel verdict={(verdict ?? latest) as SchemaVerdict} eventType={eventType} />
          ) : (
            !error && <Skeleton className="h-16" />
          )}
          {basedOnVersion > 0 && (
            <section aria-label={`Against version ${basedOnVersion}`}>
              <h3 className="font-medium text-[12.5px] text-fg-3">Against version {basedOnVersion}</h3>
              <DiffPanel before={published} after={fields} />
            </section>
          )}
          <DisabledReason reason={reason}>
            {(disabled) => (
              <Button variant="primary" size="md" disabled={disabled} onClick={() => setAsking(true)}>
                Publish version {basedOnVersion + 1}
              </Button>
            )}
          </DisabledReason>
        </div>
      </Card>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Publish version ${basedOnVersion + 1} of ${eventType}?`}
        description="Events that do not keep to it are refused from the next second on. A published version cannot be changed."
        confirmLabel="Publish"
        reason="required"
        pending={publish.pending}
        onConfirm={(why) => why !== undefined && void confirm(why)}
      />
    </div>
  );
}

function whyNot(verdict: SchemaVerdict | undefined): string | undefined {
  if (verdict === undefined) return "The check is not done yet.";
  if (verdict.problems.length > 0) return "Some fields are not right yet: see the check.";
  if (verdict.violations.length > 0) return "It could not read what is stored: see the check.";
  return verdict.same ? "Nothing has changed." : undefined;
}

/** What the server says about the field at this place: `fields[2].default` is its default's. */
function errorsOf(verdict: SchemaVerdict | undefined, index: number): Readonly<Record<string, string>> {
  const prefix = `fields[${index}]`;
  const problems = (verdict?.problems ?? []).filter(({ path }) => path === prefix || path.startsWith(`${prefix}.`));
  return Object.fromEntries(problems.map(({ path, message }) => [path.slice(prefix.length + 1).split(".")[0] || "name", message]));
}
