import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterScan, type ErasureStep, MAX_PURGES, mayMove, nextStep, scanVerdict } from "./advance.ts";
import { REQUEST_STATES, type RequestState, type StoredReceipt } from "./schema.ts";

const scan = (store: string, residue: number | undefined, controlFound = true): StoredReceipt => ({
  step: "scan",
  store,
  receipt: { ...(residue === undefined ? {} : { residue }), controlFound },
  atMs: 0,
});

interface Moment {
  readonly crash: string;
  readonly late: boolean;
}

function runThrough(moments: readonly Moment[]) {
  const run = { state: "approved" as RequestState, purged: false, certificates: 0, purges: 0, done: [] as ErasureStep[] };
  const work: Partial<Record<ErasureStep, () => void>> = {
    purge_stores: () => {
      run.purged = true;
    },
  };
  const stored: Partial<Record<ErasureStep, () => void>> = {
    purge_stores: () => void run.purges++,
    certify: () => void run.certificates++,
  };
  for (let i = 0; i < 200 && run.state !== "certified"; i++) {
    const { crash, late } = moments[i] ?? { crash: "not", late: false };
    const next = nextStep(run.state);
    if (!("do" in next)) throw new Error(`stuck in ${run.state}`);
    if (crash === "before") continue;
    run.done.push(next.do);
    work[next.do]?.();
    // What arrives after a clean scan is turned away by the fence.
    if (late && next.do !== "certify" && run.purges < MAX_PURGES - 1) run.purged = false;
    if (crash === "after") continue;
    stored[next.do]?.();
    run.state = next.do === "scan" ? afterScan(scanVerdict([scan("log", run.purged ? 0 : 1)]), run.purges) : next.reach;
  }
  return run;
}

describe("nextStep", () => {
  it("leads from approval to the certificate, whatever crashes: each step is done again until its state was stored, and the certificate is issued once", () => {
    // A crash happens before the step, after its work, or not at all; a scan finds what arrived late.
    const moment = fc.record({ crash: fc.constantFrom("before", "after", "not"), late: fc.boolean() });
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 60 }), (moments) => {
        const { state, certificates, purged, done } = runThrough(moments);
        expect(state).toBe("certified");
        expect(certificates).toBe(1);
        expect(purged).toBe(true);
        expect(done.indexOf("fence")).toBeLessThan(done.indexOf("purge_stores"));
      }),
      { numRuns: 2_000 },
    );
  });

  it("waits for people where people decide, and ends where it ends", () => {
    expect(nextStep("received")).toEqual({ waitFor: "verification" });
    expect(nextStep("verified")).toEqual({ waitFor: "approval" });
    expect(nextStep("failed")).toEqual({ waitFor: "retry" });
    expect(nextStep("certified")).toEqual({ finished: true });
    expect(nextStep("rejected")).toEqual({ finished: true });
  });
});

describe("scanVerdict", () => {
  it("passes zero and nothing else: a scan without receipt, without count or without its control is not one", () => {
    expect(scanVerdict([scan("log", 0), scan("state", 0)])).toBe("clean");
    expect(scanVerdict([scan("log", 0), scan("state", 1)])).toBe("residue");
    expect(scanVerdict([])).toBe("invalid");
    expect(scanVerdict([scan("log", 0), scan("state", undefined)])).toBe("invalid");
    expect(scanVerdict([scan("log", 0, false)])).toBe("invalid");
    expect(scanVerdict([scan("log", 3, false)])).toBe("invalid");
  });

  it("sends what arrived late back to the purge a few times, and then says that it failed", () => {
    expect(afterScan("residue", 1)).toBe("keys_destroyed");
    expect(afterScan("residue", MAX_PURGES)).toBe("failed");
    expect(afterScan("invalid", 0)).toBe("failed");
  });
});

describe("mayMove", () => {
  it("leaves to people what is theirs: nobody moves a request into or out of the worker's states", () => {
    const moves = REQUEST_STATES.flatMap((from) => REQUEST_STATES.filter((to) => mayMove(from, to)).map((to) => `${from} ${to}`));
    expect(moves).toEqual(["received verified", "received rejected", "verified approved", "verified rejected", "failed keys_destroyed"]);
  });
});
