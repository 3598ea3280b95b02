import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** Stands where content will be, in its size; appears only after a moment, so that quick answers do not flicker. */
export const Skeleton = ({ className, ...props }: ComponentProps<"div">) => (
  <div
    aria-hidden
    className={cn("fade-in animate-in rounded-lg bg-surface-2 fill-mode-both [animation-delay:200ms]", className)}
    {...props}
  />
);
