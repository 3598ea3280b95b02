"use client";
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { ImpactFigures } from "./impact-figures.tsx";
import { settingsText } from "./settings-text.ts";
import { choiceOf, type Side } from "./use-sides.ts";

interface ImpactPanelProps {
  readonly placement: string;
  readonly side: Side;
}

/** What the right model would change for the people who asked lately; computed when asked for, because it asks their requests again. */
export function ImpactPanel({ placement, side }: ImpactPanelProps) {
  const trpc = useTRPC();
  const sideKey = `${side.id} ${settingsText(side.settings)}`;
  const [askedFor, setAskedFor] = useState<string | undefined>();
  const impact = useQuery(
    trpc.models.whatWouldChange.queryOptions(
      { placement, model: choiceOf(side) },
      { enabled: askedFor === sideKey, staleTime: 30_000, retry: false },
    ),
  );
  const look = () => (askedFor === sideKey ? void impact.refetch() : setAskedFor(sideKey));
  const asked = askedFor === sideKey;
  return (
    <section aria-labelledby="impact-title" aria-busy={impact.isFetching} className="border-t px-4 py-3">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <div>
          <h3 id="impact-title" className="font-semibold text-[13px]">
            What would change
          </h3>
          <p className="text-[12px] text-fg-3">
            The newest real requests of this placement, asked again under the live model and under the right one.
          </p>
        </div>
        <Button disabled={impact.isFetching} onClick={look}>
          {impact.isFetching ? <Spinner /> : <History aria-hidden />}
          {asked && impact.data ? "Look again" : "Look at recent requests"}
        </Button>
      </header>
      {asked && impact.error && !impact.isFetching && <ErrorState error={impact.error} retry={look} />}
      {asked && impact.data && <ImpactFigures impact={impact.data} />}
    </section>
  );
}
