import type { RequestStream } from "../load/load-plan.ts";
import { runLoad } from "../load/run-load.ts";
import { short } from "../report/figures.ts";
import { refusedOf } from "./refused-of.ts";
import type { Session } from "./session.ts";

const PER_REQUEST = 500;
const LIMIT_SECONDS = 600;

/** The whole catalogue through the public door. */
export async function loadCatalogue({ platform, shop, size, report, seed }: Session): Promise<void> {
  const bodies = shop.catalogue(PER_REQUEST);
  const stream: RequestStream = { name: "items", path: "/v1/items", headers: platform.headers, bodies, draw: "once", markers: [] };
  const load = await runLoad({
    kind: "closed",
    stream,
    origin: platform.origin,
    connections: 2,
    warmUpSeconds: 0,
    seconds: LIMIT_SECONDS,
    seed,
  });
  refusedOf(load.streams, 0);
  const perSecond = size.items / load.elapsedSeconds;
  report.row({
    section: section(size.items),
    what: "catalogue through /v1/items (visible when answered)",
    measured: `${short(perSecond)} items/s`,
  });
  report.number(`items${size.items}.catalogue.itemsPerSecond`, perSecond);
}

export function section(items: number): string {
  return `${items.toLocaleString("en")} items`;
}
