import { Badge, type Tone } from "../ui/badge.tsx";
import type { Version } from "./model-types.ts";

const STATES: Readonly<Record<Version["state"], { readonly tone: Tone; readonly label: string }>> = {
  live: { tone: "ok", label: "Live" },
  ready: { tone: "neutral", label: "Ready" },
  retired: { tone: "neutral", label: "Retired" },
};

export const VersionStateBadge = ({ state }: { state: Version["state"] }) => <Badge tone={STATES[state].tone}>{STATES[state].label}</Badge>;
