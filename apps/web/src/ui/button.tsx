import { Button as Base } from "@base-ui/react/button";
import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export const buttonStyle = cva(
  "inline-flex select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-lg font-medium transition-[background,box-shadow,filter] duration-150 disabled:cursor-not-allowed disabled:opacity-50 data-disabled:cursor-not-allowed data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary:
          "bg-brand text-brand-fg shadow-[inset_0_1px_0_oklch(1_0_0/0.18),0_1px_2px_oklch(0.3_0.15_268/0.3)] not-disabled:hover:brightness-110",
        outline: "border border-line-strong bg-surface shadow-card not-disabled:hover:bg-surface-2 data-popup-open:bg-surface-2",
        danger: "bg-bad text-bg not-disabled:hover:brightness-110",
        ghost: "text-fg-2 not-disabled:hover:bg-surface-2 not-disabled:hover:text-fg data-popup-open:bg-surface-2",
      },
      size: {
        sm: "h-8 px-2.5 text-[13px]",
        md: "h-9 px-3.5 text-[13.5px]",
        xs: "h-7 px-2 text-[12.5px] [&_svg]:size-3.5",
        icon: "size-8",
        "icon-xs": "size-7 [&_svg]:size-3.5",
      },
    },
    defaultVariants: { variant: "outline", size: "sm" },
  },
);

export type ButtonProps = Omit<ComponentProps<typeof Base>, "className"> &
  VariantProps<typeof buttonStyle> & { className?: string | undefined };

export function Button({ className, variant, size, ...props }: ButtonProps) {
  return <Base className={cn(buttonStyle({ variant, size }), className)} {...props} />;
}
