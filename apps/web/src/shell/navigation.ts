import { Activity, type LucideIcon } from "lucide-react";
import type { Role } from "../session/roles.ts";

export interface NavigationPage {
  readonly href: "/live";
  readonly label: string;
  readonly icon: LucideIcon;
  /** Who sees it; without the list, everybody. */
  readonly roles?: readonly Role[];
}

export interface NavigationGroup {
  readonly title: string;
  readonly pages: readonly NavigationPage[];
}

/** Every page of the console and who may see it. A page is listed here when it exists. */
const GROUPS: readonly NavigationGroup[] = [{ title: "Monitor", pages: [{ href: "/live", label: "Live", icon: Activity }] }];

export function navigationFor(role: Role): readonly NavigationGroup[] {
  return GROUPS.map(({ title, pages }) => ({ title, pages: pages.filter(({ roles }) => !roles || roles.includes(role)) })).filter(
    ({ pages }) => pages.length > 0,
  );
}
