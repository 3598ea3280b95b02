import { REASON_CODES } from "@attune/core/recommendations/schema";
import { PreviewPanel } from "../preview/preview-panel.tsx";
import type { Role } from "../session/roles.ts";
import { LiveCharts } from "./live-charts.tsx";

/** Charts left, the preview right and always in sight; one above the other where the window is narrow. */
export const LivePage = ({ role }: { role: Role }) => (
  <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-4 gap-y-6 p-4 split:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] split:p-5">
    <LiveCharts />
    <section
      aria-label="Recommendation preview"
      className="split:sticky split:top-13 split:-my-5 split:max-h-[calc(100dvh-3.25rem)] split:overflow-y-auto split:py-5 split:pr-5 split:-mr-5 split:pl-1 split:-ml-1"
    >
      <PreviewPanel role={role} reasonSentences={REASON_CODES} />
    </section>
  </div>
);
