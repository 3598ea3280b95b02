import type { BuiltInEventType } from "@attune/core/events/event-types";
import { CheckCheck, CreditCard, Eye, Heart, type LucideIcon, Play, ShoppingCart, SkipForward } from "lucide-react";

export interface EventAction {
  readonly type: BuiltInEventType;
  readonly label: string;
  readonly icon: LucideIcon;
}

/** What a previewed person can be made to do with an item. */
export const PRIMARY_ACTION: EventAction = { type: "play", label: "Play", icon: Play };

export const MORE_ACTIONS: readonly EventAction[] = [
  { type: "view", label: "View", icon: Eye },
  { type: "complete", label: "Complete", icon: CheckCheck },
  { type: "like", label: "Like", icon: Heart },
  { type: "cart", label: "Add to cart", icon: ShoppingCart },
  { type: "purchase", label: "Purchase", icon: CreditCard },
  { type: "skip", label: "Skip", icon: SkipForward },
];
