"use client";
/* oxlint-disable next/no-img-element -- the catalogue's pictures are anywhere on the web; see below. */
import { useState } from "react";
import { initialsOf } from "../shell/initials-of.ts";
import { cn } from "../ui/cn.ts";

interface ItemArtProps {
  readonly title: string;
  readonly imageUrl: string | undefined;
  readonly className?: string;
}

/** The item's picture, or a tile with its initials on a colour of its own. Decoration: the title stands beside it. */
export function ItemArt({ title, imageUrl, className }: ItemArtProps) {
  const [broken, setBroken] = useState<string>();
  const frame = cn("size-10 shrink-0 overflow-hidden rounded-lg", className);
  if (imageUrl !== undefined && imageUrl !== broken && /^(https:|data:image\/)/.test(imageUrl)) {
    return (
      // A plain image: the catalogue's pictures are anywhere on the web, and the console must not fetch them on its own behalf.
      // biome-ignore lint/performance/noImgElement: see above.
      <img
        src={imageUrl}
        alt=""
        loading="lazy"
        referrerPolicy="no-referrer"
        className={cn(frame, "object-cover")}
        onError={() => setBroken(imageUrl)}
      />
    );
  }
  const hue = hueOf(title);
  return (
    <span
      aria-hidden
      className={cn(frame, "grid place-items-center font-semibold text-[12px] text-white")}
      style={{ background: `linear-gradient(135deg, oklch(0.5 0.12 ${hue}), oklch(0.42 0.13 ${hue + 50}))` }}
    >
      {initialsOf(title)}
    </span>
  );
}

/** FNV-1a over the title's code units, as a hue: the same title always has the same colour. */
export function hueOf(title: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < title.length; i++) hash = Math.imul(hash ^ title.charCodeAt(i), 0x01000193) >>> 0;
  return hash % 360;
}
