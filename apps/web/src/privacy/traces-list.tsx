import { type Traces, totalTraces } from "@attune/core/privacy/schema";
import { Notice } from "../ui/notice.tsx";
import { storeName } from "./request-words.ts";

/** Counts by store. Nothing found is the loudest answer: an id in the wrong form matches nothing and would report success. */
export function TracesList({ traces }: { traces: Traces }) {
  if (totalTraces(traces) === 0) {
    return (
      <Notice tone="warn" title="0 records found">
        Nothing is known of this person under this id. Is it written as your shop writes it, to the letter?
      </Notice>
    );
  }
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-1.5 text-[13px] sm:grid-cols-3">
      {Object.entries(traces).map(([store, count]) => (
        <div key={store} className="flex items-baseline justify-between gap-2 border-b border-dashed pb-1">
          <dt className="text-fg-3">{storeName(store)}</dt>
          <dd className={count === 0 ? "tnum text-fg-3" : "tnum font-medium"}>{count.toLocaleString("en")}</dd>
        </div>
      ))}
    </dl>
  );
}
