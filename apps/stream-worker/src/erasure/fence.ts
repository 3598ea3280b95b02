import { setTimeout as pause } from "node:timers/promises";
import { suppressedStanding } from "@attune/core/consent/with-suppression";
import { personTraces } from "@attune/core/flows/person-traces";
import { laneOf } from "@attune/core/identity/subject-alias";
import { residueForms } from "@attune/core/privacy/residue-forms";
import type { Traces } from "@attune/core/privacy/schema";
import { closureOf } from "./closure-of.ts";
import type { Erasure, ErasurePorts, StepReceipts, StoreScan } from "./erasure-ports.ts";

const LOOK_MS = 5;

/**
 * From here on nothing of the person is taken in or served. Then it is found out who else is the same person, counted what is known of them, checked that the
 * scanner sees it (positive control), and the end is written into their lanes, those of the merged first: what they forward must come before it.
 */
export async function fence(ports: ErasurePorts, erasure: Erasure, signal: AbortSignal): Promise<StepReceipts> {
  const { request, tenant, userId } = erasure;
  let subjects = erasure.subjects;
  for (let closed = 0; closed < subjects.length; ) {
    for (const subject of subjects.slice(closed))
      await ports.standings.write(tenant.id, ports.tagOf(tenant, subject), suppressedStanding(request.id, ports.clock()));
    closed = subjects.length;
    await pause(ports.graceMs, undefined, { signal });
    subjects = await closureOf(ports, tenant.id, subjects);
  }
  const tags = subjects.map((subject) => ports.tagOf(tenant, subject));
  const traces = { ...(await personTraces(ports, tenant.id, subjects)), ...(await ports.erasures.countRows(tenant.id, tags, userId)) };
  const scans = await ports.scanStores(residueForms({ ids: [userId], aliases: subjects }));
  const blind = [...scans].filter(([store, scan]) => mustBeFound(store, traces) && scan.hits.length === 0).map(([store]) => store);
  if (blind.length > 0)
    throw new Error(`the scanner does not see the person in ${blind.join(", ")}, where they are: a scan would prove nothing`);
  await ports.erasures.begin(
    request,
    { userId, subjects },
    traces,
    [...scans].map(([store, scan]) => ({ step: "control", store, receipt: controlOf(store, scan, traces) })),
  );
  await endLanes(ports, { ...erasure, subjects }, signal);
  return [{ step: "fence", store: "standings", receipt: { found: tags.length, note: "suppressed under the tag of each alias" } }];
}

/** Writes the end of these people into their lanes and waits until it is folded. */
export async function endLanes(
  { log, state, codec, clock }: Pick<ErasurePorts, "log" | "state" | "codec" | "clock">,
  { request, tenant, subjects }: Pick<Erasure, "request" | "tenant" | "subjects">,
  signal: AbortSignal,
): Promise<void> {
  // The person comes first in the list and last here.
  for (const subject of subjects.toReversed()) {
    const { partition, key } = laneOf(tenant.id, subject);
    const nowMs = clock();
    const value = codec.lane.encode({
      kind: "erasure",
      tenant: tenant.id,
      subject,
      keyId: "",
      acceptedAtMs: nowMs,
      requestId: request.id,
    });
    const [offset] = await log.append("events", [{ partition, key, value, timestampMs: nowMs }]);
    while ((await state.offset({ lane: "users", partition })) <= (offset as number)) await pause(LOOK_MS, undefined, { signal });
  }
}

function mustBeFound(store: string, traces: Traces): boolean {
  return Object.entries(traces).some(([place, count]) => count > 0 && (place === store || place.startsWith(`${store}:`)));
}

function controlOf(store: string, scan: StoreScan, traces: Traces) {
  const residue = scan.hits.reduce((sum, { occurrences }) => sum + occurrences, 0);
  const base = { residue, filesScanned: scan.files, bytesScanned: scan.bytes };
  return mustBeFound(store, traces) ? { ...base, controlFound: residue > 0 } : base;
}
