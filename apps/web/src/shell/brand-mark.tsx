import { cn } from "../ui/cn.ts";

/** The product's sign: four strings coming into tune. */
export const BrandMark = ({ className }: { className?: string }) => (
  <span
    aria-hidden
    className={cn(
      "grid size-7 shrink-0 place-items-center rounded-lg bg-linear-to-br from-brand to-[oklch(0.6_0.21_300)] text-white shadow-sm",
      className,
    )}
  >
    <svg
      aria-hidden="true"
      viewBox="0 0 20 20"
      className="size-[70%]"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
    >
      <path d="M4 11.8V8.2M8 14.2V5.8M12 12.4V7.6M16 16V4" />
    </svg>
  </span>
);
