import { router } from "./procedure.ts";
import { auditRouter } from "./routers/audit.ts";
import { consentRouter } from "./routers/consent.ts";
import { deadLettersRouter } from "./routers/dead-letters.ts";
import { experimentsRouter } from "./routers/experiments.ts";
import { keysRouter } from "./routers/keys.ts";
import { liveRouter } from "./routers/live.ts";
import { membersRouter } from "./routers/members.ts";
import { modelsRouter } from "./routers/models.ts";
import { operatorRouter } from "./routers/operator.ts";
import { previewRouter } from "./routers/preview.ts";
import { privacyRouter } from "./routers/privacy.ts";
import { quickstartRouter } from "./routers/quickstart.ts";
import { schemasRouter } from "./routers/schemas.ts";
import { tenantsRouter } from "./routers/tenants.ts";
import { usageRouter } from "./routers/usage.ts";

export const appRouter = router({
  audit: auditRouter,
  consent: consentRouter,
  deadLetters: deadLettersRouter,
  experiments: experimentsRouter,
  keys: keysRouter,
  live: liveRouter,
  members: membersRouter,
  models: modelsRouter,
  operator: operatorRouter,
  preview: previewRouter,
  privacy: privacyRouter,
  quickstart: quickstartRouter,
  schemas: schemasRouter,
  tenants: tenantsRouter,
  usage: usageRouter,
});
export type AppRouter = typeof appRouter;
