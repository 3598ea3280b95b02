"use client";
import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { popupItemStyle, popupStyle } from "./popup-style.ts";

export const Menu = Base.Root;
export const MenuTrigger = Base.Trigger;
export const MenuSeparator = () => <Base.Separator className="mx-1 my-1 h-px bg-line" />;

interface MenuContentProps {
  readonly children: ReactNode;
  readonly align?: "start" | "center" | "end";
  readonly side?: "top" | "bottom";
  readonly className?: string;
}

export function MenuContent({ children, align = "end", side = "bottom", className }: MenuContentProps) {
  return (
    <Base.Portal>
      <Base.Positioner sideOffset={6} align={align} side={side} className="z-50 outline-none">
        <Base.Popup className={cn(popupStyle, "min-w-44", className)}>{children}</Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

interface MenuItemProps {
  readonly children: ReactNode;
  readonly onClick: () => void;
  readonly disabled?: boolean;
}

export const MenuItem = ({ children, onClick, disabled = false }: MenuItemProps) => (
  <Base.Item className={popupItemStyle} onClick={onClick} disabled={disabled}>
    {children}
  </Base.Item>
);

interface MenuChoicesProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: ReactNode }[];
  readonly onChange: (value: T) => void;
}

/** One of several, as radio items of a menu. */
export function MenuChoices<T extends string>({ label, value, options, onChange }: MenuChoicesProps<T>) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2.5 pt-1.5 pb-1 text-[11.5px] text-fg-3">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: T) => onChange(next)}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} closeOnClick className={popupItemStyle}>
            {option.label}
            <Base.RadioItemIndicator keepMounted className="ml-auto pl-4 data-unchecked:invisible">
              <Check />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}
