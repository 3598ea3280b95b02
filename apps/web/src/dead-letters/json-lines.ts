export interface JsonLine {
  readonly text: string;
  /** What is wrong is here. */
  readonly marked: boolean;
}

interface PathLine {
  readonly text: string;
  readonly path: string;
}

/**
 * JSON as lines of text with the line of a path marked (`properties.tags[1]`); of one that is not there, the line of the nearest thing around it. Nothing is
 * marked for an empty path.
 */
export function jsonLines(value: unknown, path: string): readonly JsonLine[] {
  const lines = linesOf(value, "", "", "");
  const marked = path === "" ? -1 : nearest(lines, path);
  return lines.map(({ text }, index) => ({ text, marked: index === marked }));
}

function linesOf(value: unknown, path: string, before: string, after: string, depth = 0): PathLine[] {
  const indent = "  ".repeat(depth);
  const line = (text: string): PathLine => ({ text: indent + text, path });
  if (typeof value !== "object" || value === null) return [line(`${before}${JSON.stringify(value) ?? "null"}${after}`)];
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const entries = Object.entries(value);
  if (entries.length === 0) return [line(`${before}${open}${close}${after}`)];
  const inner = entries.flatMap(([key, each], index) => {
    const isItem = Array.isArray(value);
    const at = isItem ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    return linesOf(each, at, isItem ? "" : `${JSON.stringify(key)}: `, index < entries.length - 1 ? "," : "", depth + 1);
  });
  return [line(before + open), ...inner, { text: `${indent}${close}${after}`, path: "\n" }];
}

function nearest(lines: readonly PathLine[], path: string): number {
  for (let at = path; ; at = parentOf(at)) {
    const index = lines.findIndex((line) => line.path === at);
    if (index >= 0 || at === "") return index;
  }
}

function parentOf(path: string): string {
  return path.replace(/(^|\.)[^.[\]]+$|\[\d+\]$/, "");
}
