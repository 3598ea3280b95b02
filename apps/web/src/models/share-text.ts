/** "37 %" of a share between 0 and 1; what is small but not nothing says so. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.01) return "< 1 %";
  if (share < 1 && share > 0.99) return "> 99 %";
  return `${Math.round(share * 100)} %`;
}
