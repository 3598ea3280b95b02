/** What one line of the copy is made of. */
export interface AuditLine {
  readonly id: string;
  readonly atMs: number;
  readonly actor: string;
  readonly actorName: string;
  readonly action: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
}

const COLUMNS: readonly (readonly [header: string, cell: (line: AuditLine) => string])[] = [
  ["id", ({ id }) => id],
  ["time", ({ atMs }) => new Date(atMs).toISOString()],
  ["actor", ({ actor }) => actor],
  ["name", ({ actorName }) => actorName],
  ["action", ({ action }) => action],
  ["reason", ({ reason }) => reason ?? ""],
  ["before", ({ before }) => jsonOf(before)],
  ["after", ({ after }) => jsonOf(after)],
  ["request", ({ requestId }) => requestId ?? ""],
];

/** RFC 4180, with a header line. */
export function auditCsv(lines: readonly AuditLine[]): string {
  const rows = [COLUMNS.map(([header]) => header), ...lines.map((line) => COLUMNS.map(([, cell]) => csvCell(cell(line))))];
  return `${rows.map((row) => row.join(",")).join("\r\n")}\r\n`;
}

/** Quoted, and with an apostrophe before whatever a spreadsheet would run as a formula (OWASP, CSV injection). */
export function csvCell(text: string): string {
  const harmless = /^\s*[=+\-@|%]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

const jsonOf = (state: unknown): string => (state === null || state === undefined ? "" : JSON.stringify(state));
