"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { snippetsFor } from "../quickstart/snippets.ts";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog, DialogFooter } from "../ui/dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import type { FreshKey } from "./api-key.ts";
import { useLeaveGuard } from "./use-leave-guard.ts";

interface RevealKeyDialogProps {
  readonly fresh: FreshKey | undefined;
  /** Called when the reader said that they have stored the key, or want to lose it. */
  readonly close: () => void;
}

/** The only time a key is seen: every way out but "I have stored it" asks first. */
export function RevealKeyDialog({ fresh, close }: RevealKeyDialogProps) {
  const [leaving, setLeaving] = useState(false);
  useLeaveGuard(fresh !== undefined, () => setLeaving(true));
  const leave = () => {
    setLeaving(false);
    close();
  };
  return (
    <Dialog
      alert
      size="lg"
      open={fresh !== undefined}
      onOpenChange={(open) => !open && setLeaving(true)}
      title={`Store the key "${fresh?.record.name ?? ""}" now`}
      description="This is the only time it is shown. Only its fingerprint is kept here; a lost key must be replaced."
    >
      {fresh && <Revealed fresh={fresh} stored={leave} />}
      <ConfirmDialog
        open={leaving}
        onOpenChange={setLeaving}
        title="You will not see this key again"
        description="If you have not stored it, make a new one later and revoke this one."
        confirmLabel="Close anyway"
        tone="bad"
        onConfirm={leave}
      />
    </Dialog>
  );
}

function Revealed({ fresh: { key, record }, stored }: { fresh: FreshKey; stored: () => void }) {
  const trpc = useTRPC();
  const settings = useQuery(trpc.quickstart.settings.queryOptions());
  const example = settings.data && snippetsFor({ ...settings.data, key }).curl.event;
  return (
    <div className="space-y-4">
      <div className="flex items-center gap-2 rounded-xl border border-line-strong bg-surface-2 py-2 pr-2 pl-3.5">
        <code data-testid="fresh-key" className="min-w-0 flex-1 select-all break-all font-mono text-[13px]">
          {key}
        </code>
        <CopyButton label="Copy the key" value={key} text="Copy" variant="outline" />
      </div>
      {record.kind === "secret" && (
        <Notice tone="warn" title="A secret key belongs on a server">
          Whoever has it acts as your shop. Keep it out of pages, apps and version control.
        </Notice>
      )}
      {example && record.scopes.includes("events:write") && <CodeBlock label="Try it: send an event" language="curl" code={example} />}
      <DialogFooter>
        <Button variant="primary" onClick={stored}>
          I have stored it
        </Button>
      </DialogFooter>
    </div>
  );
}
