/**
 * How a page of an LMDB file is laid out, as far as finding leftovers needs it; nothing is ever written by it. Little-endian.
 * Header (24 bytes): page number (8), transaction (8), padding (2), flags (2), lower (2), upper (2); then the places of the nodes (2 each) up to
 * `lower`, unused space up to `upper`, and the nodes: size or page number (4), flags (2), length of the key (2), key, value.
 * Source: struct MDB_page_header and MDB_node of lmdb-js's LMDB 0.9.90.
 */
export const PAGE_HEADER_BYTES = 24;
const BRANCH = 0x01;
const LEAF = 0x02;
const NODE_HEADER_BYTES = 8;

export interface LmdbPage {
  readonly isBranch: boolean;
  /** Bounds within the page of the space that no node occupies. */
  readonly unusedFrom: number;
  readonly unusedTo: number;
  readonly nodes: number;
}

/** Undefined for whatever does not look like a branch or leaf page that stands at its place. */
export function lmdbPage(page: Buffer, number: number): LmdbPage | undefined {
  const flags = page.readUInt16LE(18) & (BRANCH | LEAF | 0xfc);
  if ((flags !== BRANCH && flags !== LEAF) || page.readUIntLE(0, 6) !== number) return undefined;
  const [lower, upper] = [page.readUInt16LE(20), page.readUInt16LE(22)];
  if (lower > upper || lower % 2 !== 0 || PAGE_HEADER_BYTES + upper > page.length) return undefined;
  return {
    isBranch: flags === BRANCH,
    unusedFrom: PAGE_HEADER_BYTES + lower,
    unusedTo: PAGE_HEADER_BYTES + upper,
    nodes: lower / 2,
  };
}

/** A node's key; undefined where the page does not hold together. A branch's first key is empty. */
export function nodeKey(page: Buffer, index: number): Buffer | undefined {
  const at = PAGE_HEADER_BYTES + page.readUInt16LE(PAGE_HEADER_BYTES + 2 * index);
  if (at + NODE_HEADER_BYTES > page.length) return undefined;
  const end = at + NODE_HEADER_BYTES + page.readUInt16LE(at + 6);
  return end > page.length ? undefined : Buffer.from(page.subarray(at + NODE_HEADER_BYTES, end));
}
