import { platformNowSchema } from "@attune/core/metrics/schema";
import { procedureFor, router } from "../procedure.ts";

export const operatorRouter = router({
  /** The whole platform at this moment: hops, processes, lanes, rates of every tenant. */
  now: procedureFor("operator").query(({ ctx }) =>
    ctx.services.api.call(ctx.caller, { path: "/internal/v1/hops", answer: platformNowSchema }),
  ),
});
