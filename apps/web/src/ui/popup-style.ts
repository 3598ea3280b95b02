/** Menus, selects and popovers look and move alike. */
export const popupStyle =
  "origin-(--transform-origin) rounded-xl border bg-surface p-1 shadow-black/10 shadow-xl outline-none transition duration-150 data-starting-style:scale-[0.97] data-ending-style:opacity-0 data-starting-style:opacity-0 dark:shadow-black/40";

export const popupItemStyle =
  "flex cursor-default select-none items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-[13px] outline-none data-disabled:opacity-50 data-highlighted:bg-surface-2 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-fg-3";
