import { setTimeout as pause } from "node:timers/promises";
import { PERSONAL_TOPICS, personTraces } from "@attune/core/flows/person-traces";
import type { ScrubReceipt } from "@attune/core/ports/scrub-receipt";
import { laneKey, subjectPartition } from "@attune/core/ports/state-keys";
import { residueForms } from "@attune/core/privacy/residue-forms";
import type { NewReceipt } from "@attune/db/erasure-ledger";
import type { Erasure, ErasurePorts, StepReceipts } from "./erasure-ports.ts";
import { endLanes } from "./fence.ts";

const LEDGER_WAIT_MS = 10_000;
const LOOK_MS = 20;

/**
 * Deletes what each store knows, and then overwrites what deleting leaves in the files. Everything may be repeated. What came into being again since
 * the fence (a record that was forwarded late) is ended again first.
 */
export async function purgeStores(ports: ErasurePorts, erasure: Erasure, signal: AbortSignal): Promise<StepReceipts> {
  const { tenant, subjects, tags, userId } = erasure;
  const before = await personTraces(ports, tenant.id, subjects);
  if (Object.entries(before).some(([place, count]) => place.startsWith("state:") && count > 0)) await endLanes(ports, erasure, signal);
  await ledgerCaughtUp(ports, signal);

  const receipts: NewReceipt[] = [];
  const add = (store: string, receipt: NewReceipt["receipt"]) => receipts.push({ step: "purge", store, receipt });
  for (const topic of PERSONAL_TOPICS) {
    let removed = 0;
    for (const subject of subjects) removed += await ports.log.erase(topic, laneKey(tenant.id, subject));
    add(`topic:${topic}`, { removed });
  }
  add("standings", { removed: await ports.standings.erase(tenant.id, subjects) });
  const deleted = await ports.erasures.deleteRows(tenant.id, tags, userId);
  const kept = await ports.erasures.countRows(tenant.id, tags, userId);
  for (const [table, removed] of Object.entries(deleted)) add(table, { removed, left: kept[table] ?? 0, note: "vacuumed afterwards" });
  const inApi = await ports.forgetInApi(tenant.id, subjects);
  if (inApi === undefined) add("memory", { removed: 0, note: "no api process runs: its memory went with it" });
  for (const [place, removed] of Object.entries(inApi ?? {})) add(place, { removed, left: 0, note: `${removed} entries forgotten` });

  const after = await personTraces(ports, tenant.id, subjects);
  for (const [place, left] of Object.entries(after)) if (place.startsWith("state:")) add(place, { left });
  const forms = residueForms({ ids: [userId], aliases: subjects }).map(({ bytes }) => bytes);
  const scrubs: (readonly [store: string, scrub: ScrubReceipt])[] = [];
  for (const topic of PERSONAL_TOPICS) scrubs.push([`topic:${topic}`, await ports.log.scrub(topic, forms)]);
  scrubs.push(["state", await ports.state.scrub(forms)], ["standings", await ports.standings.scrub(forms)]);
  const partitions = new Set(subjects.map((subject) => subjectPartition(tenant.id, subject)));
  const renewed = await ports.renewCheckpoints([...partitions].map((partition) => ({ lane: "users", partition })));
  add("file:checkpoints", { removed: renewed ?? 0, note: "written anew from the state, those of before overwritten and deleted" });
  add("vectors", { found: 0, left: 0, note: "vectors are of items; a person's is computed in each request and never stored" });
  add("archive", { found: 0, left: 0, note: "there is none" });
  return [...receipts.map((receipt) => withCounts(receipt, before, after)), ...scrubs.map(scrubbed), stateReceipt(before, after)];
}

/** Decisions on their way from the log into Postgres would arrive there after the person's rows were deleted. Waits a while; the scan finds what is later. */
async function ledgerCaughtUp({ log, state }: ErasurePorts, signal: AbortSignal): Promise<void> {
  const end = (await log.bounds("consent-decisions"))[0]?.end ?? 0;
  const untilMs = performance.now() + LEDGER_WAIT_MS;
  while ((await state.offset({ lane: "ledger", partition: 0 })) < end && performance.now() < untilMs)
    await pause(LOOK_MS, undefined, { signal });
}

function withCounts(each: NewReceipt, before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): NewReceipt {
  const [found, left] = [before[each.store], after[each.store]];
  return found === undefined || left === undefined ? each : { ...each, receipt: { ...each.receipt, found, left } };
}

function stateReceipt(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): NewReceipt {
  const sum = (traces: Readonly<Record<string, number>>) =>
    Object.entries(traces).reduce((total, [place, count]) => (place.startsWith("state:") ? total + count : total), 0);
  const [found, left] = [sum(before), sum(after)];
  return {
    step: "purge",
    store: "state",
    receipt: { found, left, note: "deleted by the fold of the erasure record in the person's own lane" },
  };
}

function scrubbed([store, { bytesOverwritten, bytesScanned, remaining, durationMs }]: readonly [string, ScrubReceipt]): NewReceipt {
  return { step: "scrub", store, receipt: { bytesOverwritten, bytesScanned, residue: remaining, durationMs } };
}
