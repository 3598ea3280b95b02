/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role -- as below. */
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a disabled button takes no focus, so its reason must.
// biome-ignore-all lint/a11y/useSemanticElements: a fieldset is a group of a form; this is one control with a sentence.
"use client";
import type { ReactNode } from "react";
import { Tooltip } from "./tooltip.tsx";

interface DisabledReasonProps {
  /** Why not, and who can: "Only an owner can remove members." Without it the control works. */
  readonly reason: string | undefined;
  readonly children: (disabled: boolean) => ReactNode;
}

/** A control that may be off: the reason comes up on hover and focus, and is read out as the group's name. */
export function DisabledReason({ reason, children }: DisabledReasonProps) {
  if (reason === undefined) return children(false);
  return (
    <Tooltip text={reason}>
      <span role="group" aria-label={reason} tabIndex={0} className="inline-flex cursor-not-allowed rounded-lg">
        {children(true)}
      </span>
    </Tooltip>
  );
}
