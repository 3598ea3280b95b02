import { UserRound } from "lucide-react";
import { cn } from "../ui/cn.ts";
import { hueOf } from "./item-art.tsx";

/** A person's own colour, from their alias: two people are told apart without naming either. */
export const PersonMark = ({ subject, className }: { subject: string; className?: string }) => (
  <span
    aria-hidden
    className={cn("grid shrink-0 place-items-center rounded-full text-white", className)}
    style={{ background: `oklch(0.5 0.11 ${hueOf(subject)})` }}
  >
    <UserRound className="size-[58%]" />
  </span>
);
