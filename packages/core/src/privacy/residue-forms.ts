/** A way in which a person can stand in a file. */
export interface ResidueForm {
  /** Such as `user id, hex` or `alias, base64 at 1`; never the value itself. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Shorter forms are found by chance in gigabytes of anything: finding none would be luck. Six bytes are 2^48 possibilities. */
export const SHORTEST_FORM_BYTES = 6;

const encoder = new TextEncoder();

/** Every form P(S) of the ids and aliases of a person (reference: privacy-reliability, section 3), each byte sequence once. */
export function residueForms(person: { readonly ids: readonly string[]; readonly aliases: readonly string[] }): readonly ResidueForm[] {
  const forms = [
    ...person.ids.flatMap((id, i) => textForms(`id ${i + 1}`, id)),
    ...person.aliases.flatMap((alias, i) => [...textForms(`alias ${i + 1}`, alias), ...bytesForms(`alias ${i + 1}`, fromBase64Url(alias))]),
  ];
  const distinct = new Map<string, ResidueForm>();
  for (const form of forms) {
    const key = hex(form.bytes);
    if (form.bytes.length >= SHORTEST_FORM_BYTES && !distinct.has(key)) distinct.set(key, form);
  }
  return [...distinct.values()];
}

function textForms(name: string, text: string): ResidueForm[] {
  const spellings: readonly (readonly [string, string])[] = [
    ["text", text],
    ["NFC", text.normalize("NFC")],
    ["NFD", text.normalize("NFD")],
    ["lower case", text.toLowerCase()],
  ];
  const utf8 = encoder.encode(text);
  return [
    ...spellings.map(([spelling, spelt]) => ({ name: `${name}, ${spelling}`, bytes: encoder.encode(spelt) })),
    { name: `${name}, UTF-16LE`, bytes: utf16(text, true) },
    { name: `${name}, UTF-16BE`, bytes: utf16(text, false) },
    { name: `${name}, URL-escaped`, bytes: encoder.encode(encodeURIComponent(text.toWellFormed())) },
    { name: `${name}, JSON-escaped`, bytes: encoder.encode(JSON.stringify(text).slice(1, -1)) },
    { name: `${name}, JSON in ASCII`, bytes: encoder.encode(asciiJson(text)) },
    ...encodings(name, utf8),
  ];
}

/** The 16 bytes that an alias's text stands for. */
function bytesForms(name: string, bytes: Uint8Array): ResidueForm[] {
  return [{ name: `${name}, raw bytes`, bytes }, ...encodings(`${name}, raw bytes`, bytes)];
}

function encodings(name: string, bytes: Uint8Array): ResidueForm[] {
  return [
    { name: `${name}, hex`, bytes: encoder.encode(hex(bytes)) },
    { name: `${name}, HEX`, bytes: encoder.encode(hex(bytes).toUpperCase()) },
    ...[0, 1, 2].flatMap((shift) => {
      const standard = base64Within(bytes, shift);
      const urlSafe = standard.replaceAll("+", "-").replaceAll("/", "_");
      return [
        { name: `${name}, base64 at ${shift}`, bytes: encoder.encode(standard) },
        { name: `${name}, base64url at ${shift}`, bytes: encoder.encode(urlSafe) },
      ];
    }),
  ];
}

/** The characters of a base64 text that depend on these bytes alone when they begin `shift` bytes after a multiple of three. */
function base64Within(bytes: Uint8Array, shift: number): string {
  const padded = new Uint8Array(shift + bytes.length);
  padded.set(bytes, shift);
  const first = Math.ceil((shift * 8) / 6);
  const end = Math.floor((padded.length * 8) / 6);
  return base64(padded).slice(first, end);
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function base64(bytes: Uint8Array): string {
  let text = "";
  let [bits, held] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 6; bits -= 6) text += ALPHABET[(held >> (bits - 6)) & 63];
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET[(held << (6 - bits)) & 63];
}

function fromBase64Url(text: string): Uint8Array {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const character of text.replaceAll("-", "+").replaceAll("_", "/")) {
    held = (held << 6) | ALPHABET.indexOf(character);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return Uint8Array.from(bytes);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
}

function asciiJson(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  return Array.from({ length: escaped.length }, (_, i) => {
    const code = escaped.charCodeAt(i);
    return code < 128 ? escaped[i] : `\\u${code.toString(16).padStart(4, "0")}`;
  }).join("");
}
