"use client";
import { maySendPreviewEvents, type Role } from "../session/roles.ts";
import { Badge } from "../ui/badge.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { ListBody } from "./list-body.tsx";
import { ListControls } from "./list-controls.tsx";
import { ListFacts } from "./list-facts.tsx";
import { ListNotices } from "./list-notices.tsx";
import { PersonDetails } from "./person-details.tsx";
import { PersonPicker } from "./person-picker.tsx";
import type { ReasonSentences } from "./reason-text.ts";
import { SentEventBanner } from "./sent-event-banner.tsx";
import { useItemTitles } from "./use-item-titles.ts";
import { usePreview } from "./use-preview.ts";
import { usePreviewChoice } from "./use-preview-choice.ts";

/** One person, one placement: who they are to the platform, what they would get, and what changes when they do something. */
export function PreviewPanel({ role, reasonSentences }: { role: Role; reasonSentences: ReasonSentences }) {
  const choice = usePreviewChoice();
  const preview = usePreview(choice.target);
  const { data, isFetching } = preview.query;
  const { titleOf, known } = useItemTitles(data);
  const mayAct = maySendPreviewEvents(role);
  return (
    <div className="space-y-3">
      <Card aria-labelledby="preview-title">
        <CardHeader id="preview-title" title="Preview" description="looking leaves no trace">
          {data && <Badge tone={data.person.known ? "neutral" : "brand"}>{data.person.known ? "Known person" : "New person"}</Badge>}
        </CardHeader>
        <div className="px-4 pb-3">
          <PersonPicker personas={choice.personas.data ?? []} current={choice.person} />
        </div>
        {data && <PersonDetails person={data.person} titleOf={titleOf} />}
      </Card>
      <Card aria-label="Recommendations" aria-busy={isFetching}>
        <ListControls choice={choice} items={known} titleOf={titleOf} isFetching={isFetching} onRefresh={preview.refresh} />
        {data && <ListFacts recommendations={data.recommendations} />}
        <ListNotices mayAct={mayAct} sendError={preview.sendError} />
        <SentEventBanner sent={preview.sent} titleOf={titleOf} />
        <ListBody choice={choice} preview={preview} reasonSentences={reasonSentences} titleOf={titleOf} mayAct={mayAct} />
      </Card>
    </div>
  );
}
