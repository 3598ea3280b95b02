import { Badge, type Tone } from "../ui/badge.tsx";
import type { LetterState } from "./letter-groups.ts";

const TONES: Readonly<Record<LetterState, Tone>> = { open: "warn", replaying: "brand", replayed: "ok", discarded: "neutral" };

export const LetterStateBadge = ({ state }: { state: LetterState }) => (
  <Badge tone={TONES[state]}>{state.charAt(0).toUpperCase() + state.slice(1)}</Badge>
);
