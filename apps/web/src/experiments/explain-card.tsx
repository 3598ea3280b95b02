"use client";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextField } from "../ui/text-field.tsx";
import { Time } from "../ui/time.tsx";
import type { Experiment, Explanation } from "./experiment.ts";
import { VARIANT_WORDS } from "./words.ts";

/** Why a person has the variant they have. The id is looked up on the server and stands in no address. */
export function ExplainCard({ experiment }: { experiment: Experiment }) {
  const trpc = useTRPC();
  const explain = useAction(trpc.experiments.explain);
  const [userId, setUserId] = useState("");
  const [found, setFound] = useState<Explanation | undefined>();
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    if (userId.trim() !== "") setFound(await explain.run({ key: experiment.key, userId }));
  };
  return (
    <Card aria-labelledby="explain" data-testid="explain">
      <CardHeader id="explain" title="Why did this person get this variant?" />
      <div className="space-y-3 px-4 pb-4">
        <form onSubmit={(event) => void ask(event)} className="flex items-end gap-2">
          <TextField
            label="Person's id, as you call them"
            name="userId"
            autoComplete="off"
            spellCheck={false}
            value={userId}
            onValueChange={setUserId}
            className="min-w-0 flex-1"
          />
          <Button type="submit" size="md" disabled={explain.pending}>
            {explain.pending && <Spinner />}
            Explain
          </Button>
        </form>
        <div aria-live="polite">{found && <Answer found={found} experiment={experiment} />}</div>
      </div>
    </Card>
  );
}

const Answer = ({ found, experiment }: { found: Explanation; experiment: Experiment }) => (
  <Facts
    items={[
      { label: "Verdict", value: <span data-testid="explanation">{sentenceOf(found, experiment)}</span> },
      {
        label: "Hashed",
        value: (
          <code className="break-all font-mono text-[12px]">
            {found.seed}
            <span className="text-brand-ink">{found.subject}</span>
          </code>
        ),
      },
      {
        label: "Bucket",
        value: <span className="tnum">{found.exposure === null ? "outside of all ranges" : found.exposure.bucket.toFixed(4)}</span>,
      },
      {
        label: "Ranges",
        value: found.ranges
          .map(({ variant, range }) => `${VARIANT_WORDS[variant]} ${range[0].toFixed(4)} to ${range[1].toFixed(4)}`)
          .join(", "),
      },
      {
        label: "Permits",
        value: `${found.permitted.analytics ? "measuring" : "no measuring"}, ${found.permitted.personalization ? "personalisation" : "no personalisation"}`,
      },
      {
        label: "Recorded",
        value:
          found.recorded === null ? (
            "no list of this experiment"
          ) : (
            <>
              {VARIANT_WORDS[found.recorded.variant]}, first list <Time at={found.recorded.firstAtMs} />, {found.recorded.lists} shown,{" "}
              {found.recorded.clicked} clicked
              {found.recorded.converted && ", converted"}
              {found.recorded.several && "; saw several variants"}
            </>
          ),
      },
    ]}
  />
);

function sentenceOf({ exposure, permitted, recorded }: Explanation, { state }: Experiment): string {
  if (!permitted.analytics || !permitted.personalization)
    return "In no variant: the person does not permit to be measured and personalised for.";
  if (exposure === null) return "In no variant: no range holds the bucket.";
  const variant = VARIANT_WORDS[exposure.variant];
  if (recorded !== null && recorded.variant !== exposure.variant)
    return `${VARIANT_WORDS[recorded.variant]}, as first shown, although the hash says ${variant}: the person was merged with another.`;
  return state === "running"
    ? `${variant}, because the bucket lies in its range.`
    : `${variant} by the bucket; the experiment is ${state}.`;
}
