import { ERASURE_STATES, type RequestState, type StoredReceipt } from "@attune/core/privacy/schema";
import { Check, CircleAlert, CircleDashed, LoaderCircle } from "lucide-react";
import { cn } from "../ui/cn.ts";
import { Time } from "../ui/time.tsx";

interface Stage {
  /** Reached when the request stands here. */
  readonly state: RequestState;
  readonly label: string;
  readonly does: string;
  readonly step?: string;
}

const STAGES: readonly Stage[] = [
  { state: "received", label: "Received", does: "The clock runs." },
  { state: "verified", label: "Verified", does: "The request comes from the person." },
  { state: "approved", label: "Approved", does: "By a second person." },
  { state: "fenced", label: "Fenced", does: "Nothing more is taken in or served.", step: "fence" },
  { state: "keys_destroyed", label: "Keys destroyed", does: "What only a key could read.", step: "destroy_keys" },
  { state: "stores_purged", label: "Stores purged", does: "Deleted and overwritten.", step: "purge" },
  { state: "models_clean", label: "Models clean", does: "Nothing learned names the person.", step: "clean_models" },
  { state: "scanned", label: "Scanned", does: "Every file, every form of the person.", step: "scan" },
  { state: "certified", label: "Certified", does: "Signed evidence." },
];

interface RequestStepsProps {
  readonly state: RequestState;
  readonly receipts: readonly StoredReceipt[];
  /** When people decided, by state. */
  readonly times: Readonly<Partial<Record<RequestState, number | undefined>>>;
}

/** The way of an erasure, with what is done of it and when. */
export function RequestSteps({ state, receipts, times }: RequestStepsProps) {
  const reached = reachedBy(state, receipts, times);
  const atMsOf = ({ state: of, step }: Stage) =>
    times[of] ?? receipts.findLast((receipt) => receipt.step === step || (step === "purge" && receipt.step === "scrub"))?.atMs;
  return (
    <ol className="grid gap-x-4 gap-y-3 px-4 pb-4 sm:grid-cols-3 lg:grid-cols-9" aria-label="Steps of the erasure">
      {STAGES.map((stage, i) => {
        const isDone = i <= reached;
        const isNext = i === reached + 1 && state !== "rejected";
        const atMs = isDone ? atMsOf(stage) : undefined;
        return (
          <li key={stage.state} aria-current={isNext ? "step" : undefined} className="min-w-0 text-[12.5px]">
            <span className="flex items-center gap-2 lg:mb-1">
              <Mark kind={isDone ? "done" : isNext ? nextKind(state) : "later"} />
              <span className={isDone || isNext ? "font-medium" : "text-fg-3"}>{stage.label}</span>
            </span>
            <p className="text-fg-3">{stage.does}</p>
            {atMs !== undefined && <Time at={atMs} className="text-fg-3" />}
          </li>
        );
      })}
    </ol>
  );
}

function reachedBy(state: RequestState, receipts: readonly StoredReceipt[], times: RequestStepsProps["times"]): number {
  const direct = (ERASURE_STATES as readonly RequestState[]).indexOf(state);
  if (direct >= 0) return direct;
  if (state === "failed") return STAGES.findLastIndex(({ step }) => receipts.some((receipt) => receipt.step === step && step !== "scan"));
  return times.verified === undefined ? 0 : 1;
}

const nextKind = (state: RequestState) =>
  state === "failed" ? "failed" : state === "received" || state === "verified" ? "waits" : "works";

function Mark({ kind }: { kind: "done" | "works" | "waits" | "failed" | "later" }) {
  const styles = {
    done: "bg-ok-soft text-ok",
    works: "bg-brand-soft text-brand-ink",
    waits: "bg-warn-soft text-warn",
    failed: "bg-bad-soft text-bad",
    later: "bg-surface-2 text-fg-3",
  };
  const words = { done: "done", works: "under way", waits: "waiting for somebody", failed: "failed", later: "to come" };
  const Icon = { done: Check, works: LoaderCircle, waits: CircleDashed, failed: CircleAlert, later: CircleDashed }[kind];
  return (
    <span className={cn("grid size-6 shrink-0 place-items-center rounded-full", styles[kind])}>
      <Icon aria-hidden className={cn("size-3.5", kind === "works" && "animate-spin motion-reduce:animate-none")} />
      <span className="sr-only">{words[kind]}:</span>
    </span>
  );
}
