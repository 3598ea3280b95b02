/** A number and its sign stay on one line. */
const NARROW_GAP = "\u202f";

/** A share as "12.3 %"; from 1,000 % on without the tenths. */
export function percent(share: number): string {
  return `${unsigned(share)}${NARROW_GAP}%`.replace("-", "−");
}

/** A difference as "+12.3 %" or "−4.0 %". */
export function signedPercent(share: number): string {
  return share > 0 ? `+${percent(share)}` : percent(share);
}

/** "−2.0 % to +31.5 %". */
export const intervalText = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  `${signedPercent(low)} to ${signedPercent(high)}`;

/** A probability without false precision: "< 0.001", "0.042". */
export function probability(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

function unsigned(share: number): string {
  const text = (share * 100).toFixed(Math.abs(share) >= 10 ? 0 : 1);
  return Number(text) === 0 ? text.replace("-", "") : text;
}
