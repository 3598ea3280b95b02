import { router } from "./procedure.ts";
import { liveRouter } from "./routers/live.ts";
import { previewRouter } from "./routers/preview.ts";

export const appRouter = router({ live: liveRouter, preview: previewRouter });
export type AppRouter = typeof appRouter;
