import type { RequestState, StoredReceipt } from "./schema.ts";

/** What is done next with a request. Every step may be repeated: a crash after its work and before its state was stored repeats it. */
export type ErasureStep = "fence" | "destroy_keys" | "purge_stores" | "clean_models" | "scan" | "certify";

export type NextStep =
  | { readonly do: ErasureStep; readonly reach: RequestState }
  | { readonly waitFor: "verification" | "approval" | "retry" }
  | { readonly finished: true };

/** Scans that find something send the request back to the purge; after this many the request fails and says where the residue is. */
export const MAX_PURGES = 5;

/** The next step follows from the state alone, so whoever picks the request up after a crash goes on where it stood. */
export function nextStep(state: RequestState): NextStep {
  switch (state) {
    case "received":
      return { waitFor: "verification" };
    case "verified":
      return { waitFor: "approval" };
    case "approved":
      return { do: "fence", reach: "fenced" };
    case "fenced":
      return { do: "destroy_keys", reach: "keys_destroyed" };
    case "keys_destroyed":
      return { do: "purge_stores", reach: "stores_purged" };
    case "stores_purged":
      return { do: "clean_models", reach: "models_clean" };
    case "models_clean":
      return { do: "scan", reach: "scanned" };
    case "scanned":
      return { do: "certify", reach: "certified" };
    case "failed":
      return { waitFor: "retry" };
    case "certified":
    case "rejected":
      return { finished: true };
  }
}

export type ScanVerdict = "clean" | "residue" | "invalid";

/**
 * Of the receipts of a scan: residue anywhere is residue; a store whose control was not found was not scanned, which is not a pass; no receipt at all
 * is none either.
 */
export function scanVerdict(receipts: readonly StoredReceipt[]): ScanVerdict {
  const scans = receipts.filter(({ step }) => step === "scan");
  if (scans.length === 0 || scans.some(({ receipt }) => receipt.residue === undefined || receipt.controlFound === false)) return "invalid";
  return scans.some(({ receipt }) => (receipt.residue as number) > 0) ? "residue" : "clean";
}

/** Where a request stands after its scan: what arrived late is purged again, at most MAX_PURGES times. */
export function afterScan(verdict: ScanVerdict, purges: number): RequestState {
  if (verdict === "clean") return "scanned";
  return verdict === "residue" && purges < MAX_PURGES ? "keys_destroyed" : "failed";
}

const PEOPLE_MOVE: Readonly<Partial<Record<RequestState, readonly RequestState[]>>> = {
  received: ["verified", "rejected"],
  verified: ["approved", "rejected"],
  failed: ["keys_destroyed"],
};

/** Whether somebody may move a request there; everything else is the worker's. */
export function mayMove(from: RequestState, to: RequestState): boolean {
  return PEOPLE_MOVE[from]?.includes(to) ?? false;
}
