const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** Such as "4.2 MB", in powers of a thousand. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // Rounding may reach the next unit: 999,950 B are 1.0 MB and not 1,000.0 kB.
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? String(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
