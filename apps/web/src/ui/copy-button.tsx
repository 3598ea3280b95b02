"use client";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { Button, type ButtonProps } from "./button.tsx";

const SHOWN_MS = 2_000;

interface CopyButtonProps extends Omit<ButtonProps, "children" | "onClick" | "value"> {
  /** What the button does, such as "Copy the key". */
  readonly label: string;
  readonly value: string;
  /** Words beside the sign. */
  readonly text?: string;
}

export function CopyButton({ label, value, text, variant = "ghost", size, ...button }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      toast.error("The browser did not allow copying. Select the text and copy it by hand.");
    }
  };
  return (
    <Button
      variant={variant}
      size={size ?? (text ? "xs" : "icon-xs")}
      aria-label={label}
      title={label}
      {...button}
      onClick={() => void copy()}
    >
      {copied ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />}
      {text}
      <output className="sr-only">{copied ? "Copied" : ""}</output>
    </Button>
  );
}
