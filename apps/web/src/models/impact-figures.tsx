"use client";
import { PersonMark } from "../preview/person-mark.tsx";
import { useOpenPreview } from "../preview/use-preview-state.ts";
import { Notice } from "../ui/notice.tsx";
import { relativeTime } from "../ui/relative-time.ts";
import { useNow } from "../ui/use-now.ts";
import type { Impact } from "./model-types.ts";
import { shareText } from "./share-text.ts";

/** Fewer requests than this say little about the rest. */
const FEW = 30;

/** The look-back in figures, with how much it stands on. */
export function ImpactFigures({ impact }: { impact: Impact }) {
  const { requests, listsThatDiffer, itemsChanged, firstItemDiffers, rankBiasedOverlap, coverage } = impact;
  if (requests === 0 || listsThatDiffer === null || itemsChanged === null || firstItemDiffers === null || rankBiasedOverlap === null) {
    return (
      <Notice tone="info" className="mt-3" title="No requests to look at yet">
        The api remembers the newest requests of each placement since it started, and nobody has asked this one since. Nothing is known,
        which is not that nothing would change.
      </Notice>
    );
  }
  return (
    <div className="mt-3 space-y-3" data-testid="impact">
      <Basis impact={impact} />
      <dl className="grid grid-cols-2 gap-2 sm:grid-cols-3 xl:grid-cols-5">
        <Figure label="lists that differ" value={shareText(listsThatDiffer)} />
        <Figure label="with another first item" value={shareText(firstItemDiffers)} />
        <Figure label="items changed in a list" value={itemsChanged.toFixed(1)} />
        <Figure label="likeness of the lists" value={rankBiasedOverlap.toFixed(2)} note="1 is the same" />
        <Figure
          label="items shown to anybody"
          value={`${coverage.before} → ${coverage.after}`}
          note={`of ${coverage.catalogue} in the catalogue`}
        />
      </dl>
      <div className="grid gap-4 sm:grid-cols-3">
        <Items title="Gained most often" items={impact.gained} />
        <Items title="Lost most often" items={impact.lost} />
        <People examples={impact.examples} />
      </div>
    </div>
  );
}

/** How many requests since when, whether more could have been looked at, and a word of caution where they are few. */
function Basis({ impact: { requests, sinceMs, cutShort } }: { impact: Impact }) {
  const nowMs = useNow(10_000);
  const since = sinceMs === null ? "" : `, the oldest ${relativeTime(sinceMs, nowMs)}`;
  const stopped = cutShort ? " Stopped after three seconds, to leave the api to its visitors." : "";
  const text = `${requests} ${requests === 1 ? "request" : "requests"}${since}.${stopped}`;
  if (requests < FEW) return <Notice tone="warn">{text} Too few to tell much about everybody.</Notice>;
  return <p className="tnum text-[12.5px] text-fg-2">{text}</p>;
}

const Figure = ({ label, value, note }: { label: string; value: string; note?: string }) => (
  <div className="flex flex-col-reverse justify-end rounded-lg bg-surface-2 px-3 py-2">
    <dt className="text-[12px] text-fg-2">
      {label}
      {note && <span className="block text-fg-3">{note}</span>}
    </dt>
    <dd className="tnum font-semibold text-[16px]">{value}</dd>
  </div>
);

function Items({ title, items }: { title: string; items: Impact["gained"] }) {
  return (
    <div>
      <h4 className="mb-1 font-medium text-[12px] text-fg-3">{title}</h4>
      {items.length === 0 && <p className="text-[12.5px] text-fg-3">none</p>}
      <ol className="space-y-0.5 text-[12.5px]">
        {items.map(({ itemId, title: name, lists }) => (
          <li key={itemId} className="flex justify-between gap-2">
            <span className="truncate">{name ?? itemId}</span>
            <span className="tnum shrink-0 text-fg-3">
              {lists} {lists === 1 ? "list" : "lists"}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Choosing one shows their lists above. */
function People({ examples }: { examples: Impact["examples"] }) {
  const open = useOpenPreview();
  return (
    <div>
      <h4 className="mb-1 font-medium text-[12px] text-fg-3">People who would see most change</h4>
      {examples.length === 0 && <p className="text-[12.5px] text-fg-3">none</p>}
      <ul className="space-y-0.5 text-[12.5px]">
        {examples.map(({ subject, itemId, gained }) => (
          <li key={subject} className="flex items-center justify-between gap-2">
            <button
              type="button"
              className="inline-flex min-h-6 min-w-0 items-center gap-1.5 rounded text-brand-ink hover:underline"
              onClick={() => open({ person: subject, ...(itemId === undefined ? {} : { item: itemId }) })}
            >
              <PersonMark subject={subject} className="size-4.5" />
              <span className="truncate">Person {subject.slice(0, 6)}…</span>
            </button>
            <span className="tnum shrink-0 text-fg-3">{gained} new</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
