"use client";
import { useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { RadioCards } from "../ui/radio-cards.tsx";
import type { ApiKey, FreshKey } from "./api-key.ts";
import { OVERLAPS, USUAL_OVERLAP_MS } from "./overlaps.ts";

const CHOICES = OVERLAPS.map(({ ms, label, hint }) => ({ value: String(ms), label, hint }));

interface RotateKeyDialogProps {
  readonly apiKey: ApiKey | undefined;
  readonly close: () => void;
  readonly onRotated: (fresh: FreshKey) => void;
}

/** A new key in place of an old one, which goes on for a while. */
export function RotateKeyDialog({ apiKey, close, onRotated }: RotateKeyDialogProps) {
  const trpc = useTRPC();
  const rotate = useAction(trpc.keys.rotate);
  const [overlapMs, setOverlapMs] = useState<number>(USUAL_OVERLAP_MS);
  const confirm = async (reason: string | undefined) => {
    if (!apiKey) return;
    const chosen = OVERLAPS.find(({ ms }) => ms === overlapMs)?.ms ?? USUAL_OVERLAP_MS;
    const made = await rotate.run({ id: apiKey.id, overlapMs: chosen, ...(reason === undefined ? {} : { reason }) });
    if (made) onRotated(made);
  };
  return (
    <ConfirmDialog
      open={apiKey !== undefined}
      onOpenChange={(open) => !open && close()}
      title={`Rotate ${apiKey?.name ?? ""}`}
      description="You get a new key with the same name, scopes and origins."
      confirmLabel="Make the new key"
      reason="optional"
      pending={rotate.pending}
      onConfirm={(reason) => void confirm(reason)}
    >
      <RadioCards
        label="When the old key ends"
        value={String(overlapMs)}
        options={CHOICES}
        onChange={(value) => setOverlapMs(Number(value))}
        className="sm:grid-cols-2"
      />
    </ConfirmDialog>
  );
}
