export interface JsonError {
  /** Such as `events[3].value`. */
  readonly path: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Where and why `text`, which JSON.parse refused, is not JSON. JSON.parse itself does not always say where. Reads up to the first mistake,
 * following RFC 8259, at most 512 levels deep.
 */
export function locateJsonError(text: string): JsonError {
  const path: (string | number)[] = [];
  let at = 0;

  const fail = (message: string): never => {
    throw new Mistake(message);
  };
  const blank = () => {
    while (at < text.length && " \t\n\r".includes(text[at] as string)) at += 1;
  };
  const found = () => (at >= text.length ? "the end of the text" : JSON.stringify(text.slice(at, at + 12)));
  const value = (level: number): void => {
    if (level > 512) fail("is nested too deeply");
    blank();
    const first = text[at];
    if (first === "{") object(level);
    else if (first === "[") list(level);
    else if (first === '"') string();
    else if (!matched(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y) && !matched(/(?:true|false|null)(?!\w)/y))
      fail(unexpected());
  };
  const matched = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match !== null;
  };
  const unexpected = (): string => {
    const word = /[\w+.-]{1,20}/y;
    word.lastIndex = at;
    const text_ = word.exec(text)?.[0];
    if (text_ !== undefined && /^[+-]?(?:NaN|Infinity)$/.test(text_)) return `${text_} is not JSON: leave the value out or send null`;
    if (text_ === "undefined") return "undefined is not JSON: leave the property out";
    if (text[at] === "'") return "texts are put into double quotes";
    return `a value is expected, found ${found()}`;
  };
  const string = (): string => {
    const start = at;
    if (!matched(/"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy)) {
      matched(/"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/uy);
      fail(at >= text.length ? "this text is not closed" : `this character does not belong into a text: ${found()}`);
    }
    return JSON.parse(text.slice(start, at)) as string;
  };
  const object = (level: number): void => {
    at += 1;
    blank();
    if (text[at] === "}") {
      at += 1;
      return;
    }
    for (;;) {
      blank();
      if (text[at] !== '"')
        fail(text[at] === "}" ? "there is a comma too many" : `a property name in double quotes is expected, found ${found()}`);
      path.push(string());
      blank();
      if (text[at] !== ":") fail(`a colon is expected, found ${found()}`);
      at += 1;
      value(level + 1);
      path.pop();
      if (!more("}")) return;
    }
  };
  const list = (level: number): void => {
    at += 1;
    blank();
    if (text[at] === "]") {
      at += 1;
      return;
    }
    for (let i = 0; ; i++) {
      path.push(i);
      blank();
      if (text[at] === "]") fail("there is a comma too many");
      value(level + 1);
      path.pop();
      if (!more("]")) return;
    }
  };
  const more = (close: string): boolean => {
    blank();
    const mark = text[at];
    if (mark !== "," && mark !== close) fail(`a comma or ${close} is expected, found ${found()}`);
    at += 1;
    return mark === ",";
  };

  let message = "is not JSON";
  try {
    value(0);
    blank();
    message = at < text.length ? `nothing may follow the value, found ${found()}` : message;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    message = error.message;
  }
  const before = text.slice(0, at).split("\n");
  return { path: joined(path), message, line: before.length, column: (before.at(-1) as string).length + 1 };
}

class Mistake extends Error {}

function joined(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (whole, step) => (typeof step === "number" ? `${whole}[${step}]` : whole === "" ? step : `${whole}.${step}`),
    "",
  );
}
