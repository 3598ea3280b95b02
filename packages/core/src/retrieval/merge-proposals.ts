import type { RetrieverName } from "../placements/schema.ts";
import type { CandidatePool } from "./candidate-pool.ts";
import type { Proposal, RowGate, Shares } from "./candidates.ts";

/** Asking about row after row from the best down is cheap while few are refused; then all are asked at once. */
const PATIENCE = 8;

/** Scales every proposal by its best open row, in place. Shares and not ranks: how far the best is ahead is what tells a sure retriever from a guessing one. */
export function sharesOf(pool: CandidatePool, { retriever, scores, because }: Proposal, gate: RowGate): Shares {
  const best = bestOpen(pool, scores, gate);
  if (best > 0) for (let row = 0; row < pool.size; row++) scores[row] = (scores[row] as number) / best;
  return { retriever, because, byRow: scores };
}

function bestOpen(pool: CandidatePool, scores: Float64Array, gate: RowGate): number {
  for (let refusals = 0; ; refusals++) {
    if (refusals === PATIENCE) for (let row = 0; row < pool.size; row++) if (scores[row] !== 0) gate.isOpen(row);
    let best = -1;
    let bestScore = 0;
    for (let row = 0; row < pool.size; row++) {
      if ((scores[row] as number) <= bestScore || gate.isShut(row)) continue;
      best = row;
      bestScore = scores[row] as number;
    }
    if (best < 0 || gate.isOpen(best)) return bestScore;
  }
}

/**
 * Joins the proposals: the weighted sum of their shares decides which `limit` open rows remain candidates; equal sums by smaller key. The weights are
 * the ranker's own, so that the cut throws away what the ranker would place last. Answers rows, in no order. Cost: O(rows) and one selection.
 */
export function mergeProposals(
  pool: CandidatePool,
  proposals: readonly Shares[],
  weightOf: (retriever: RetrieverName) => number,
  gate: RowGate,
  limit: number,
): number[] {
  const fused = new Float64Array(pool.size);
  const rows: number[] = [];
  const proposed = new Uint8Array(pool.size);
  for (const { retriever, byRow } of proposals) {
    const weight = weightOf(retriever);
    for (let row = 0; row < pool.size; row++) {
      const share = byRow[row] as number;
      if (share === 0) continue;
      fused[row] = (fused[row] as number) + weight * share;
      proposed[row] = 1;
    }
  }
  for (let row = 0; row < pool.size; row++) if (proposed[row] === 1 && !gate.isShut(row)) rows.push(row);
  return strongestOpen(pool, rows, fused, gate, limit);
}

/** Widens the selection until enough of its rows are open: one round unless many are refused. */
function strongestOpen(pool: CandidatePool, rows: readonly number[], fused: Float64Array, gate: RowGate, limit: number): number[] {
  const ascending = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) ascending[i] = fused[rows[i] as number] as number;
  ascending.sort();
  for (let width = limit; ; width *= 2) {
    const threshold = ascending[Math.max(0, ascending.length - width)] ?? 0;
    const open = rows.filter((row) => (fused[row] as number) >= threshold && gate.isOpen(row));
    if (open.length === limit || (open.length < limit && width >= rows.length)) return open;
    if (open.length < limit) continue;
    open.sort((a, b) => (fused[b] as number) - (fused[a] as number) || (pool.keys[a] as number) - (pool.keys[b] as number));
    return open.slice(0, limit);
  }
}
