import { randomUUID } from "node:crypto";
import { afterScan, nextStep, scanVerdict } from "@attune/core/privacy/advance";
import { erasureCertificate } from "@attune/core/privacy/certificate";
import type { RequestState } from "@attune/core/privacy/schema";
import type { NewReceipt, OpenErasure } from "@attune/db/erasure-ledger";
import type { Erasure, ErasurePorts, StepReceipts } from "./erasure-ports.ts";
import { fence } from "./fence.ts";
import { purgeStores } from "./purge-stores.ts";
import { scanStores } from "./scan-stores.ts";

/** After this many failures in a row somebody has to look. */
const MAX_FAILURES = 10;
const FIRST_WAIT_MS = 500;
const MOST_WAIT_MS = 15_000;

/**
 * Takes approved erasures to their certificates, one at a time. What is done next follows from the stored state alone, and every step may be repeated, so after
 * a crash whoever comes next goes on. A step's receipts, the next state and the line in the audit log are written together, and only by whoever finds the request
 * where the step began.
 */
export function erasureRunner(ports: ErasurePorts, signal: AbortSignal): { run(): Promise<void> } {
  const holder = randomUUID();
  const waitingUntil = new Map<string, number>();

  async function run(): Promise<void> {
    for (const request of await ports.erasures.open()) {
      if (signal.aborted) return;
      if ((waitingUntil.get(request.id) ?? 0) > ports.clock()) continue;
      const keep = () => ports.erasures.lease(request, holder, ports.clock(), ports.clock() + ports.leaseMs);
      if (!(await keep())) continue;
      const renewing = setInterval(() => void keep().catch(() => undefined), ports.leaseMs / 4);
      try {
        await carryOut(request);
      } finally {
        clearInterval(renewing);
      }
    }
  }

  async function carryOut(request: OpenErasure): Promise<void> {
    try {
      for (let state: RequestState | undefined = request.state; state !== undefined && !signal.aborted; ) {
        const current = (await ports.erasures.open()).find(({ id }) => id === request.id);
        if (current?.state !== state) return;
        state = await step(current);
      }
      waitingUntil.delete(request.id);
    } catch (cause) {
      if (signal.aborted) return;
      const sentence = cause instanceof Error ? cause.message : String(cause);
      const attempts = await ports.erasures.noteFailure(request, sentence);
      waitingUntil.set(request.id, ports.clock() + Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempts));
      const state = (await ports.erasures.open()).find(({ id }) => id === request.id)?.state;
      if (attempts >= MAX_FAILURES && state !== undefined) await ports.erasures.move(request, state, "failed", [], sentence);
      throw cause;
    }
  }

  /** Does one step and stores where the request stands then; undefined when it is finished, or somebody else was faster. */
  async function step(request: OpenErasure): Promise<RequestState | undefined> {
    const next = nextStep(request.state);
    if (!("do" in next)) return undefined;
    const erasure = await erasureOf(request);
    const go = async (to: RequestState, receipts: StepReceipts, error?: string): Promise<RequestState | undefined> =>
      (await ports.erasures.move(request, request.state, to, receipts, error)) ? to : undefined;
    switch (next.do) {
      case "fence":
        return go(next.reach, await fence(ports, erasure, signal));
      case "destroy_keys":
        return go(next.reach, [KEYS]);
      case "purge_stores":
        return go(next.reach, await purgeStores(ports, erasure, signal));
      case "clean_models":
        return go(next.reach, MODELS);
      case "scan":
        return afterScanning(request, await scanStores(ports, erasure), go);
      case "certify":
        await certify(erasure);
        return undefined;
    }
  }

  async function afterScanning(
    request: OpenErasure,
    receipts: StepReceipts,
    go: (to: RequestState, receipts: StepReceipts, error?: string) => Promise<RequestState | undefined>,
  ): Promise<RequestState | undefined> {
    const verdict = scanVerdict(receipts.map((receipt) => ({ ...receipt, atMs: ports.clock() })));
    if (verdict === "clean") return go("scanned", receipts);
    const where = receipts.filter(({ receipt }) => receipt.controlFound === false || (receipt.residue ?? 0) > 0).map(({ store }) => store);
    const sentence = `${verdict === "residue" ? "The scan found the person" : "The scan did not find its control"} in ${where.join(", ")}.`;
    // A control may have been replaced while the scan ran: scanning again is a try like any other.
    if (verdict === "invalid") throw new Error(sentence);
    return go(afterScan(verdict, await ports.erasures.noteFailure(request, sentence)), receipts, sentence);
  }

  async function erasureOf(request: OpenErasure): Promise<Erasure> {
    const tenant = await ports.findTenant(request.tenantId);
    if (tenant === undefined) throw new Error("the tenant of the request is not known");
    const { userId, subjects: known } = request.sealed;
    const own = ports.subjectOf(tenant, "user", userId).subject;
    const subjects = [own, ...known.filter((subject) => subject !== own)];
    return { request, tenant, userId, subjects, tags: subjects.map((subject) => ports.tagOf(tenant, subject)) };
  }

  async function certify({ request, tags }: Erasure): Promise<void> {
    const atMs = ports.clock();
    const certificate = erasureCertificate({
      requestId: request.id,
      tenantId: request.tenantId,
      regulation: request.regulation,
      ...ports.certify.commit(request.person),
      receivedAtMs: request.requestedAtMs,
      certifiedAtMs: atMs,
      tracesBefore: request.tracesBefore ?? {},
      receipts: await ports.erasures.receiptsOf(request),
      dataMapVersion: ports.certify.dataMapVersion,
    });
    await ports.erasures.certify(request, tags, ports.certify.sign(certificate), atMs);
  }

  return { run };
}

const KEYS: NewReceipt = {
  step: "destroy_keys",
  store: "keys",
  receipt: {
    found: 0,
    removed: 0,
    note: "values are stored under no key of the person in this release: their bytes are overwritten instead",
  },
};

const MODELS: readonly NewReceipt[] = [
  {
    step: "clean_models",
    store: "experiments",
    receipt: { note: "the person's contribution was subtracted by the fold of the erasure record" },
  },
  { step: "clean_models", store: "items", receipt: { note: "sums over items carry no person; the weight of theirs halves every 30 days" } },
  { step: "clean_models", store: "ranker", receipt: { note: "learned from examples that carry no person; later ones outweigh them" } },
];
