"use client";
import type { Purpose } from "@attune/core/consent/schema";
import { useQuery } from "@tanstack/react-query";
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { QueryState } from "../ui/query-state.tsx";
import { SelectField } from "../ui/select-field.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { TextField } from "../ui/text-field.tsx";
import { Time } from "../ui/time.tsx";
import { instantOf, localText } from "./local-instant.ts";
import { PURPOSE_WORDS, PURPOSES } from "./purposes.ts";
import { whyText } from "./why-text.ts";

/** "Was this purpose permitted at that time", answered from the ledger; question and answer can be shared by the page's address. */
export function PermittedQuestion({ subject }: { subject: string }) {
  const trpc = useTRPC();
  const [{ purpose, at }, setQuestion] = useQueryStates(
    { purpose: parseAsStringLiteral(PURPOSES).withDefault("personalization"), at: parseAsInteger },
    { history: "replace" },
  );
  const answer = useQuery({
    ...trpc.consent.permittedAt.queryOptions({ subject, purpose, atMs: at ?? 0 }),
    enabled: at !== null,
  });
  return (
    <div className="space-y-3 px-4 pb-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField<Purpose>
          label="Purpose"
          value={purpose}
          options={PURPOSES.map((each) => ({ value: each, label: PURPOSE_WORDS[each].name }))}
          onChange={(next) => void setQuestion({ purpose: next })}
        />
        <TextField
          label="At"
          name="at"
          type="datetime-local"
          step={1}
          value={at === null ? "" : localText(at)}
          onValueChange={(text) => void setQuestion({ at: instantOf(text) })}
        />
      </div>
      {at === null ? (
        <p className="flex flex-wrap items-center gap-2 text-[12.5px] text-fg-3">
          Choose a time, or ask about
          <Button size="xs" onClick={() => void setQuestion({ at: Math.floor(Date.now() / 1000) * 1000 })}>
            This moment
          </Button>
        </p>
      ) : (
        <QueryState query={answer} skeleton={<Skeleton className="h-16" />}>
          {(why) => (
            <Notice tone={why.permitted ? "ok" : "warn"} title={why.permitted ? "Yes, it was permitted" : "No, it was not permitted"}>
              <p data-testid="answer">
                {whyText(why)}
                {why.because === "decision" && (
                  <>
                    {" "}
                    <Time at={why.atMs} style="absolute" />
                  </>
                )}
              </p>
            </Notice>
          )}
        </QueryState>
      )}
    </div>
  );
}
