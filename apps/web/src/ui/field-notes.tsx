"use client";
import { Field } from "@base-ui/react/field";
import type { ReactNode } from "react";

export const labelStyle = "mb-1.5 block font-medium text-[13px]";

/** What stands under a control: how to fill it in, or what is wrong with what it holds. Both are read out with the control. */
export const FieldNotes = ({ hint, error }: { hint?: ReactNode; error?: string | undefined }) => (
  <>
    {hint && <Field.Description className="mt-1.5 block text-[12px] text-fg-3">{hint}</Field.Description>}
    {error !== undefined && (
      <Field.Error match className="mt-1.5 block text-[12.5px] text-bad">
        {error}
      </Field.Error>
    )}
  </>
);
